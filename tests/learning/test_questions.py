"""How questions are built: options and hints."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.decks_for_tests import LONG_MESSAGE, TUNE, prove
from trainer.decks.deck import Deck
from trainer.learning.bank import Bank, Item, read_bank
from trainer.learning.questions import (
    LONGEST_OUTCOME,
    hint_lines,
    outcome_options,
    outcome_text,
    question_of_item,
    question_of_original,
)


def item_of(bank: Bank, name: str) -> Item:
    return next(item for item in bank.items if item.id.startswith(name))


@pytest.mark.parametrize("seed", range(20))
def test_the_options_hold_what_really_happened_and_three_real_others(bank: Bank, seed: int) -> None:
    for item in bank.items:
        options = outcome_options(bank, item, random.Random(seed))
        assert outcome_text(item) in options
        assert len(options) == len(set(options)) == 4
        assert set(options) <= {outcome_text(other) for other in bank.items}


@pytest.mark.parametrize("seed", range(20))
def test_the_right_option_is_never_the_only_one_of_its_kind(bank: Bank, seed: int) -> None:
    for item in bank.items:
        options = outcome_options(bank, item, random.Random(seed))
        silent = [option.startswith("Nothing is raised") for option in options]
        assert silent.count(item.silent) >= 2, (item.id, options)


def test_options_come_from_the_same_program_where_it_has_enough(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/best-params")
    own = {outcome_text(other) for other in bank.by_snippet["tune_pipeline"]}
    for seed in range(20):
        assert set(outcome_options(bank, item, random.Random(seed))) <= own


@pytest.mark.parametrize("silent", [False, True])
def test_half_of_the_options_raise_where_there_are_enough(bank: Bank, silent: bool) -> None:
    raising = item_of(bank, "tune_pipeline/best-params")
    check = "\n".join(f"assert x, 'wrong {n}'" for n in range(5))
    snippet = replace(raising.snippet, check=replace(raising.snippet.check, text=check))

    def bug(number: int, quiet: bool) -> Item:
        proof = replace(
            raising.proof,
            id=f"tune_pipeline/m{number}-{quiet}/1",
            mutator=f"m{number}-{quiet}",
            message=f"wrong {number}",
            line=None if quiet else 3,
        )
        return replace(raising, snippet=snippet, proof=proof)

    items = [bug(number, quiet) for number in range(5) for quiet in (False, True)]
    right = next(item for item in items if item.id.endswith(f"m4-{silent}/1"))
    for seed in range(10):
        options = outcome_options(Bank(bank.deck, items, []), right, random.Random(seed))
        assert sum(option.startswith("Nothing is raised") for option in options) == 2


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
        options = outcome_options(own, right, random.Random(1))
        assert set(options) == {outcome_text(each) for each in (right, *others)}


def test_the_right_option_stands_in_every_place(bank: Bank) -> None:
    item = bank.items[0]
    places = {
        outcome_options(bank, item, random.Random(seed)).index(outcome_text(item))
        for seed in range(60)
    }
    assert places == {0, 1, 2, 3}


def test_too_few_bugs_give_fewer_options(deck: Deck) -> None:
    for name in ("tune_pipeline", "log_run"):
        prove(deck, name, mutants=())
    bank = read_bank(deck)
    options = outcome_options(bank, bank.items[0], random.Random(1))
    assert len(options) == len(bank.items) == 2


def test_a_silent_bug_says_what_its_check_says(bank: Bank) -> None:
    assert outcome_text(item_of(bank, "split_and_score/transform-on-training")) == (
        "Nothing is raised, but: the score comes from the training rows"
    )


def test_a_long_message_is_shortened_to_its_first_line(bank: Bank) -> None:
    text = outcome_text(item_of(bank, "tune_pipeline/stages-out-of-order"))
    assert text.startswith("AnalysisException: [CANNOT_FIND_COLUMN] A column")
    assert text.endswith(" …")
    assert len(text) <= LONGEST_OUTCOME < len(LONG_MESSAGE)


def test_a_java_error_keeps_the_line_that_says_something(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/stage-for")
    message = "An error occurred while calling o….fit.\n: java.lang.Error: no features\n\tat x"
    java = replace(item, proof=replace(item.proof, message=message))
    assert outcome_text(java).endswith("java.lang.Error: no features")


def test_the_hint_of_a_line_within_a_statement_is_the_statement() -> None:
    for seed in range(10):
        assert hint_lines(TUNE, range(16, 17), random.Random(seed)) == range(14, 20)


def test_a_hint_never_names_the_answer_alone() -> None:
    starts = set()
    for seed in range(40):
        for line in range(1, 23):
            found = hint_lines(TUNE, range(line, line + 1), random.Random(seed))
            if TUNE.split("\n")[line - 1]:
                assert line in found
            assert len(found) >= 4
        starts.add(hint_lines(TUNE, range(12, 13), random.Random(seed)).start)
    assert len(starts) > 1, "the bug always stands at the same place of the hint"


def test_a_hint_on_a_whole_statement_reaches_beyond_it() -> None:
    found = hint_lines(TUNE, range(14, 20), random.Random(1))
    assert len(found) > 6
    assert set(range(14, 20)) <= set(found)


def test_a_hint_in_a_block_stays_within_the_program() -> None:
    code = "with a() as b:\n    c(b)\n    d(\n        b,\n    )\ne()"
    for line in range(1, 7):
        found = hint_lines(code, range(line, line + 1), random.Random(line))
        assert line in found
        assert set(found) <= set(range(1, 7))


def test_a_question_about_an_original_hints_like_one_about_a_bug(bank: Bank) -> None:
    original = bank.originals["tune_pipeline"]
    question = question_of_original(bank, original, "new", random.Random(3))
    assert question is not None
    assert question.code == TUNE
    assert question.is_original
    assert not question.answer_lines
    assert not question.options
    assert len(question.hint_lines) >= 4
    hints = {bank.idea(item.mutator).hint for item in bank.by_snippet["tune_pipeline"]}  # type: ignore[union-attr]
    assert question.hint in hints


def test_a_question_whose_idea_is_damaged_is_not_built(deck: Deck, bank: Bank) -> None:
    path = deck.mutator_path("grid-without-build")
    assert path is not None
    path.write_text("")
    item = item_of(bank, "tune_pipeline/grid-without-build")
    assert question_of_item(bank, item, "new", random.Random(1)) is None
