"""Gaps: what fills them is the original, or was run in that very place and broke."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.decks_for_tests import write_mutator
from trainer.learning.bank import Bank, Item
from trainer.learning.blanks import blank_question, fill
from trainer.learning.outcomes import outcome_text
from trainer.learning.questions import Question, right_one
from trainer.model import Proof


def bug(bank: Bank, mutator: str, line: int, after: str, last: int | None = None) -> Item:
    """A bug of `tune_pipeline` that replaces the lines from `line` to `last`."""
    item = bank.by_snippet["tune_pipeline"][0]
    lines = item.snippet.code.text.split("\n")
    last = last or line
    proof = replace(
        item.proof,
        id=f"tune_pipeline/{mutator}/1",
        mutator=mutator,
        span=(line, last),
        before="\n".join(lines[line - 1 : last]),
        after=after,
        message=f"{mutator} broke",
    )
    return replace(item, proof=proof)


def best(bank: Bank, after: str) -> Item:
    return bug(bank, after.replace(".", "-").replace("_", "-"), 21, f"best_model = {after}")


def together(*items: Item) -> Proof:
    """The proof of the bugs combined; each is of one line."""
    first, last = items[0].proof.span[0], items[-1].proof.span[1]
    lines = items[0].snippet.code.text.split("\n")
    before = "\n".join(lines[first - 1 : last])
    for item in items:
        lines[item.proof.span[0] - 1] = item.proof.after
    mutator = "+".join(item.mutator for item in items)
    return replace(
        items[0].proof,
        id=f"tune_pipeline/{mutator}/1",
        mutator=mutator,
        span=(first, last),
        before=before,
        after="\n".join(lines[first - 1 : last]),
        message=f"{mutator} broke",
    )


def bank_of(bank: Bank, items: Sequence[Item], combined: Sequence[Proof] = ()) -> Bank:
    return Bank(bank.deck, items, [], combined={"tune_pipeline": combined})


def ask(bank: Bank, item: Item, seed: int = 1) -> Question:
    write_mutator(bank.deck, item.mutator)
    question = blank_question(bank, item, "new", random.Random(seed))
    assert question is not None
    return question


def has_blanks(bank: Bank, item: Item) -> bool:
    write_mutator(bank.deck, item.mutator)
    return blank_question(bank, item, "new", random.Random(1)) is not None


def texts(question: Question) -> set[str]:
    assert len({option.text for option in question.options}) == len(question.options)
    return {option.text for option in question.options}


def test_the_gap_is_the_narrowest_that_holds_all_its_alternatives(bank: Bank) -> None:
    items = [best(bank, f"cv_model.{name}") for name in ("best", "winner", "best_params")]
    question = ask(bank_of(bank, items), items[0])
    assert question.lines[20] == "best_model = cv_model.____1____"
    assert texts(question) == {"bestModel", "best", "winner", "best_params"}
    wider = [*items[:2], best(bank, "cv.bestModel")]
    question = ask(bank_of(bank, wider), wider[0])
    assert question.lines[20] == "best_model = ____1____"


def test_filling_the_gap_gives_a_program_that_ran(bank: Bank) -> None:
    items = [best(bank, f"cv_model.{name}") for name in ("best", "winner", "best_params")]
    question = ask(bank_of(bank, items), items[0])
    ran = {item.code: outcome_text(item.proof) for item in items}
    for option in question.options:
        program = fill(question.code, option.parts)
        if option.right:
            assert program == question.snippet.code.text
            assert option.did == "Runs, and passes its check."
        else:
            assert option.did == ran.pop(program)
    assert not ran


def test_the_items_own_bug_is_always_offered(bank: Bank) -> None:
    items = [best(bank, f"cv_model.m{n}") for n in range(8)]
    for seed in range(30):
        assert "m5" in texts(ask(bank_of(bank, items), items[5], seed))


def test_one_alternative_is_too_few(bank: Bank) -> None:
    two = [best(bank, "cv_model.best"), best(bank, "cv_model.winner")]
    assert not has_blanks(bank_of(bank, two[:1]), two[0])
    assert has_blanks(bank_of(bank, two), two[0])
    assert len(ask(bank_of(bank, two), two[0]).options) == 3


def test_what_would_leave_nothing_in_the_gap_is_not_offered(bank: Bank) -> None:
    items = [bug(bank, "none", 13, "grid = ParamGridBuilder()")]
    items += [bug(bank, "x", 13, "grid = "), bug(bank, "y", 13, "")]
    question_bank = bank_of(bank, items)
    assert not has_blanks(question_bank, items[0])


def test_a_bug_elsewhere_is_no_alternative(bank: Bank) -> None:
    items = [best(bank, "cv_model.best"), best(bank, "cv_model.winner")]
    far = bug(bank, "far", 22, "predictions = best_model.best(test_df)")
    question = ask(bank_of(bank, [*items, far]), items[0])
    assert texts(question) == {"bestModel", "best", "winner"}


def test_layout_does_not_tell_the_options_apart(bank: Bank) -> None:
    inner = "[\n            train_df,\n        ],"
    broken = f"best_model = (\n    cv_model\n    .fit(\n        {inner}\n    )\n)"
    items = [bug(bank, "broken", 21, broken)]
    items += [best(bank, f"cv_model.{name}") for name in ("short", "other")]
    question = ask(bank_of(bank, items), items[0])
    assert texts(question) == {
        "cv_model.bestModel",
        "cv_model.fit([train_df])",
        "cv_model.short",
        "cv_model.other",
    }
    long = next(option for option in question.options if "fit" in option.text)
    assert fill(question.code, long.parts) == items[0].code


def test_two_that_differ_in_layout_only_are_offered_once(bank: Bank) -> None:
    items = [best(bank, "cv_model.best"), best(bank, "cv_model.winner")]
    again = bug(bank, "again", 21, "best_model = (\n    cv_model.winner\n)")
    question = ask(bank_of(bank, [*items, again]), items[0])
    assert len(question.options) == 3


def test_a_line_break_that_means_something_is_never_taken_out(bank: Bank) -> None:
    items = [best(bank, "cv_model.best"), best(bank, "cv_model.winner")]
    text = bug(bank, "text", 21, 'best_model = cv_model.best("""a\n    b""")')
    question = ask(bank_of(bank, [*items, text]), items[0])
    assert not any('"""' in option.text for option in question.options)
    assert not has_blanks(bank_of(bank, [text, *items]), text)


def test_two_gaps_offer_each_bug_alone_and_both(bank: Bank) -> None:
    one, two = (
        best(bank, "cv_model.best"),
        bug(bank, "z", 22, "predictions = best_model.go(test_df)"),
    )
    question = ask(bank_of(bank, [one, two], [together(one, two)]), one)
    assert question.lines[20] == "best_model = cv_model.____1____"
    assert question.lines[21] == "predictions = best_model.____2____(test_df)"
    assert question.answer_lines == range(21, 23)
    assert {option.parts for option in question.options} == {
        ("bestModel", "transform"),
        ("best", "transform"),
        ("bestModel", "go"),
        ("best", "go"),
    }
    assert question.options[right_one(question.options)].text == "① bestModel   ② transform"
    both = next(option for option in question.options if option.parts == ("best", "go"))
    assert both.did.endswith("cv-model-best+z broke")


def test_a_combination_that_was_not_run_is_not_offered(bank: Bank) -> None:
    one, two = (
        best(bank, "cv_model.best"),
        bug(bank, "z", 22, "predictions = best_model.go(test_df)"),
    )
    assert not has_blanks(bank_of(bank, [one, two]), one)
    other = bug(bank, "z", 22, "predictions = best_model.run(test_df)")
    assert not has_blanks(bank_of(bank, [one, two], [together(one, other)]), one)


@pytest.mark.parametrize("seed", range(20))
def test_of_three_gaps_the_most_frequent_parts_are_not_always_the_right_ones(
    bank: Bank, seed: int
) -> None:
    one = bug(bank, "a", 12, "pipeline = Pipeline(steps=[indexer, assembler, lr])")
    two, three = (
        best(bank, "cv_model.best"),
        bug(bank, "z", 22, "predictions = best_model.go(test_df)"),
    )
    everything = together(one, two, three)
    question = ask(bank_of(bank, [one, two, three], [everything]), three, seed)
    assert len(question.options) == 4
    assert ("steps", "best", "go") in {option.parts for option in question.options}
    right = question.options[right_one(question.options)].parts
    assert right == ("stages", "bestModel", "transform")
    kept = [[o.parts[n] for o in question.options].count(right[n]) for n in range(3)]
    assert sorted(kept) == [2, 2, 3]


def test_gaps_need_no_hint_where_they_are(bank: Bank) -> None:
    items = [best(bank, f"cv_model.{name}") for name in ("best", "winner", "best_params")]
    question = ask(bank_of(bank, items), items[0])
    assert not question.hint_lines
    assert question.hint
    assert question.answer_lines == range(21, 22)


def test_the_right_option_stands_in_every_place(bank: Bank) -> None:
    items = [best(bank, f"cv_model.{name}") for name in ("best", "winner", "best_params")]
    own = bank_of(bank, items)
    places = {right_one(ask(own, items[0], seed).options) for seed in range(60)}
    assert places == {0, 1, 2, 3}
