"""What belongs in the place of a bug: lines that were all run there."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item
from trainer.learning.fixes import fix_options, fix_question
from trainer.learning.outcomes import outcome_text
from trainer.learning.questions import Option, right_one
from trainer.learning.spot import spot_question

LINE = "predictions = model.transform(test_df)"


def item_of(bank: Bank, name: str) -> Item:
    return next(item for item in bank.items if item.id.startswith(name))


def variant(item: Item, mutator: str, after: str, span: tuple[int, int] | None = None) -> Item:
    """Another bug of the same program, by default in the same place."""
    span = span or item.proof.span
    lines = item.snippet.code.text.split("\n")
    before = "\n".join(lines[span[0] - 1 : span[1]])
    id_ = f"{item.snippet.name}/{mutator}/1"
    proof = replace(
        item.proof, id=id_, mutator=mutator, span=span, before=before, after=after, message=mutator
    )
    return replace(item, proof=proof)


def by_text(options: tuple[Option, ...]) -> dict[str, Option]:
    assert len({option.text for option in options}) == len(options)
    return {option.text: option for option in options}


def test_the_lines_are_the_original_and_what_broke_in_its_place(bank: Bank) -> None:
    item = item_of(bank, "split_and_score/transform-on-training")
    options = by_text(fix_options(bank, item, random.Random(1)))
    other = item_of(bank, "split_and_score/transform-on-estimator")
    assert options.keys() == {LINE, item.proof.after, other.proof.after}
    assert options[LINE].right
    assert options[LINE].did == "Runs, and passes its check."
    assert not options[other.proof.after].right
    assert options[other.proof.after].did == outcome_text(other.proof)


def test_what_is_on_screen_is_left_out_where_there_are_enough_others(bank: Bank) -> None:
    item = item_of(bank, "split_and_score/transform-on-training")
    others = [variant(item, f"m{n}", f"predictions = model.t{n}(test_df)") for n in range(5)]
    many = Bank(bank.deck, [item, *others], [])
    for seed in range(10):
        options = by_text(fix_options(many, item, random.Random(seed)))
        assert len(options) == 4
        assert item.proof.after not in options
        assert LINE in options


def test_a_bug_that_nothing_else_stands_beside_has_no_such_step(bank: Bank) -> None:
    item = item_of(bank, "tune_pipeline/best-params")
    assert fix_options(bank, item, random.Random(1)) == ()


def test_a_line_of_a_statement_is_widened_where_more_is_known_of_the_whole(bank: Bank) -> None:
    stages = item_of(bank, "tune_pipeline/stages-out-of-order")
    code = stages.snippet.code.text.split("\n")
    item = variant(stages, "a", code[8].replace("inputCols", "inputCol"), (9, 9))
    whole = variant(stages, "b", 'assembler = VectorAssembler(outputCol="features")', (8, 10))
    elsewhere = variant(stages, "c", "x = 1", (8, 11))
    options = by_text(
        fix_options(Bank(bank.deck, [item, whole, elsewhere], []), item, random.Random(1))
    )
    assert options.keys() == {
        "\n".join(code[7:10]),
        "\n".join([code[7], item.proof.after, code[9]]),
        whole.proof.after,
    }


def test_two_lines_that_differ_in_layout_only_are_offered_once(bank: Bank) -> None:
    item = item_of(bank, "split_and_score/transform-on-training")
    other = item_of(bank, "split_and_score/transform-on-estimator")
    same = variant(item, "same", other.proof.after.replace("(", "( "))
    options = fix_options(Bank(bank.deck, [item, other, same], []), item, random.Random(1))
    assert len(options) == 3


def test_indented_lines_are_offered_without_their_margin(bank: Bank) -> None:
    item = item_of(bank, "log_run/metric-logged-as-param")
    other = variant(item, "other", "    mlflow.log_metrics()")
    for option in fix_options(Bank(bank.deck, [item, other], []), item, random.Random(1)):
        assert option.text.startswith("mlflow")
        assert option.parts == ("    " + option.text,)


def test_the_right_line_stands_in_every_place(bank: Bank) -> None:
    item = item_of(bank, "split_and_score/transform-on-training")
    places = {right_one(fix_options(bank, item, random.Random(seed))) for seed in range(40)}
    assert places == {0, 1, 2}


def test_spot_asks_for_the_fix_of_a_bug_but_not_of_an_original(bank: Bank) -> None:
    item = item_of(bank, "split_and_score/transform-on-training")
    question = spot_question(bank, item, "new", random.Random(1))
    assert question is not None
    assert len(question.fixes) == 3
    original = spot_question(bank, bank.originals["split_and_score"], "new", random.Random(1))
    assert original is not None
    assert original.fixes == original.options == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_fix_question_shows_the_broken_program_and_gives_nothing_to_choose(
    bank: Bank, seed: int
) -> None:
    for item in bank.items:
        question = fix_question(bank, item, "review", random.Random(seed))
        assert question is not None
        assert question.kind is Kind.FIX
        assert question.code == item.code
        assert question.answer_lines == item.answer_lines
        assert question.options == question.fixes == ()
