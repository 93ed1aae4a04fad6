"""What a program does: options that are all real, and a right one that its form does not tell."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from tests.decks_for_tests import LONG_MESSAGE, prove
from trainer.decks.deck import Deck
from trainer.learning.bank import Bank, Item, read_bank
from trainer.learning.outcomes import (
    LONGEST_OUTCOME,
    RUNS,
    outcome_options,
    outcome_question,
    outcome_text,
    outcome_texts,
)
from trainer.learning.questions import right_one


def item_of(bank: Bank, name: str) -> Item:
    return next(item for item in bank.items if item.id.startswith(name))


def texts_of(bank: Bank, item: Item, rng: random.Random) -> tuple[str, ...]:
    """The texts of the step of `spot`; checks that one of them, the real one, is right."""
    options = outcome_options(bank, item, rng)
    assert [option.text for option in options if option.right] == [outcome_text(item.proof)]
    return tuple(option.text for option in options)


@pytest.mark.parametrize("seed", range(20))
def test_the_options_hold_what_really_happened_and_three_real_others(bank: Bank, seed: int) -> None:
    for item in bank.items:
        options = texts_of(bank, item, random.Random(seed))
        assert outcome_text(item.proof) in options
        assert len(options) == len(set(options)) == 4
        assert set(options) <= {outcome_text(other.proof) for other in bank.items}


@pytest.mark.parametrize("seed", range(20))
def test_a_right_option_that_raises_is_never_the_only_one_that_does(bank: Bank, seed: int) -> None:
    for item in bank.items:
        options = texts_of(bank, item, random.Random(seed))
        silent = [option.startswith("Nothing is raised") for option in options]
        assert item.silent or silent.count(False) >= 2, (item.id, options)


def test_what_another_program_did_in_silence_is_never_offered_for_a_silent_bug(bank: Bank) -> None:
    item = item_of(bank, "split_and_score/transform-on-training")
    for seed in range(20):
        for texts in (texts_of, outcome_texts):
            options = texts(bank, item, random.Random(seed))
            assert sum(option.startswith("Nothing is raised") for option in options) == 1


def test_options_come_from_the_same_program_where_it_has_enough(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/best-params")
    own = {outcome_text(other.proof) for other in bank.by_snippet["tune_pipeline"]}
    for seed in range(20):
        assert set(texts_of(bank, item, random.Random(seed))) <= own


def bugs(bank: Bank, loud: int, quiet: int) -> list[Item]:
    """So many bugs of one program that raise, and so many that don't; each does something else."""
    item = item_of(bank, "tune_pipeline/best-params")
    check = "\n".join(f"assert x, 'wrong {n}'" for n in range(quiet))
    snippet = replace(item.snippet, check=replace(item.snippet.check, text=check))
    kinds = [(n, False) for n in range(loud)] + [(n, True) for n in range(quiet)]
    return [
        replace(
            item,
            snippet=snippet,
            proof=replace(
                item.proof,
                id=f"tune_pipeline/{'quiet' if silent else 'loud'}-{n}/1",
                mutator=f"{'quiet' if silent else 'loud'}-{n}",
                message=f"wrong {n}",
                line=None if silent else 3,
            ),
        )
        for n, silent in kinds
    ]


def is_quiet(option: str) -> bool:
    return option == RUNS or option.startswith("Nothing is raised")


def test_among_as_many_that_raise_each_option_is_right_equally_often(bank: Bank) -> None:
    items = bugs(bank, 12, 3)  # Beside the first of the three nothing silent can stand.
    own = Bank(bank.deck, items, [])
    right, offered = Counter[tuple[int, bool]](), Counter[tuple[int, bool]]()
    for seed in range(100):
        for item in items:
            options = texts_of(own, item, random.Random(seed))
            silent = sum(map(is_quiet, options))
            right[silent, item.silent] += 1
            for text in options:
                offered[silent, is_quiet(text)] += 1
    assert {silent for silent, _ in offered} == {0, 1, 2}
    for looks, count in offered.items():
        assert right[looks] / count == pytest.approx(1 / 4, rel=0.2), looks


@pytest.mark.parametrize("with_runs", [False, True])
def test_an_option_that_raises_is_right_as_often_as_a_silent_one(
    bank: Bank, with_runs: bool
) -> None:
    items = bugs(bank, 16, 4)
    own = Bank(bank.deck, items, [])
    right, offered = {False: 0, True: 0}, {False: 0, True: 0}
    for seed in range(40):
        for item in items:
            make = outcome_texts if with_runs else texts_of
            options = [text for text in make(own, item, random.Random(seed)) if text != RUNS]
            if all(not is_quiet(text) for text in options):
                continue  # Nothing can be told where all look the same.
            right[item.silent] += 1
            for text in options:
                offered[is_quiet(text)] += 1
    loud, quiet = (right[kind] / offered[kind] for kind in (False, True))
    assert loud == pytest.approx(quiet, rel=0.2)


def test_no_option_may_be_true_of_a_silent_bug_beside_the_right_one(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/transform-on-training")
    check = "assert a, 'early'\nfor b in c:\n    assert b, 'in the middle'\nassert d, 'late'"
    snippet = replace(item.snippet, check=replace(item.snippet.check, text=check))

    def silent(mutator: str, message: str) -> Item:
        id_ = f"tune_pipeline/{mutator}/1"
        proof = replace(item.proof, id=id_, mutator=mutator, message=message)
        return replace(item, snippet=snippet, proof=proof)

    early, middle, late = (
        silent("a", "early"),
        silent("b", "in the middle"),
        silent("c", "late"),
    )
    unknown = silent("d", "an assertion that is not found")
    own = Bank(bank.deck, [early, middle, late, unknown], [])
    for right, others in ((early, []), (middle, [early]), (late, [early, middle])):
        options = texts_of(own, right, random.Random(1))
        assert set(options) == {outcome_text(each.proof) for each in (right, *others)}


def test_the_right_option_stands_in_every_place(bank: Bank) -> None:
    item = bank.items[0]
    places = {
        texts_of(bank, item, random.Random(seed)).index(outcome_text(item.proof))
        for seed in range(60)
    }
    assert places == {0, 1, 2, 3}


def test_too_few_bugs_give_fewer_options(deck: Deck) -> None:
    for name in ("tune_pipeline", "log_run"):
        prove(deck, name, mutants=())
    bank = read_bank(deck)
    options = texts_of(bank, bank.items[0], random.Random(1))
    assert len(options) == len(bank.items) == 2


def test_a_silent_bug_says_what_its_check_says(bank: Bank) -> None:
    assert outcome_text(item_of(bank, "split_and_score/transform-on-training").proof) == (
        "Nothing is raised, but: the score comes from the training rows"
    )


def test_a_long_message_is_shortened_to_its_first_line(bank: Bank) -> None:
    text = outcome_text(item_of(bank, "tune_pipeline/stages-out-of-order").proof)
    assert text.startswith("AnalysisException: [CANNOT_FIND_COLUMN] A column")
    assert text.endswith(" …")
    assert len(text) <= LONGEST_OUTCOME < len(LONG_MESSAGE)


def test_a_java_error_keeps_the_line_that_says_something(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/stage-for")
    message = "An error occurred while calling o….fit.\n: java.lang.Error: no features\n\tat x"
    java = replace(item, proof=replace(item.proof, message=message))
    assert outcome_text(java.proof).endswith("java.lang.Error: no features")


def test_that_it_runs_is_always_an_option_and_right_for_an_original_only(bank: Bank) -> None:
    for subject in [*bank.items, *bank.originals.values()]:
        for seed in range(10):
            question = outcome_question(bank, subject, "new", random.Random(seed))
            assert question is not None
            texts = [option.text for option in question.options]
            assert len(texts) == len(set(texts)) == 4
            assert RUNS in texts
            right = texts[right_one(question.options)]
            if isinstance(subject, Item):
                assert right == outcome_text(subject.proof)
                assert question.code == subject.code
                assert question.mutator == subject.mutator
            else:
                assert right == RUNS
                assert question.code == subject.snippet.code.text
                assert question.is_original


def test_an_original_is_offered_nothing_that_another_programs_check_says(bank: Bank) -> None:
    original = bank.originals["split_and_score"]
    own = item_of(bank, "split_and_score/transform-on-estimator")
    quiet = item_of(bank, "log_run/metric-logged-as-param")
    loud = item_of(bank, "log_run/log-param-for-log-params")
    few = Bank(bank.deck, [own, quiet, loud], [original])
    texts = outcome_texts(few, original, random.Random(1))
    assert set(texts) == {RUNS, outcome_text(own.proof), outcome_text(loud.proof)}


def test_two_options_or_all_but_that_it_runs_raise_whatever_the_program_does(bank: Bank) -> None:
    found = set()
    for subject in [*bank.by_snippet["tune_pipeline"], bank.originals["tune_pipeline"]]:
        for seed in range(20):
            quiet = sum(map(is_quiet, outcome_texts(bank, subject, random.Random(seed))))
            assert quiet == 2 or (quiet == 1 and not getattr(subject, "silent", False))
            found.add(quiet)
    assert found == {1, 2}


def test_too_few_options_make_no_question(deck: Deck) -> None:
    for name in ("tune_pipeline", "log_run"):
        prove(deck, name, mutants=())
    bank = read_bank(deck)
    alone = Bank(deck, bank.items[:1], [])
    assert outcome_question(alone, bank.items[0], "new", random.Random(1)) is None
