"""An answer is opened as it was asked, as far as history and deck know it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from tests.learning.gaps import has_blanks
from trainer.learning.again import asked_again
from trainer.learning.answers import Answer, Kind
from trainer.learning.bank import Bank, Item
from trainer.learning.blanks import blank_question, filled_lines
from trainer.learning.drill import Drill
from trainer.learning.history import History
from trainer.learning.outcomes import RUNS
from trainer.learning.questions import Option, Question, right_one

Start = Callable[..., Drill]


def blank_item(bank: Bank) -> Item:
    return next(item for item in bank.items if has_blanks(bank, item))


def answered(
    start: Start, history: History, question: Question, act: Callable[[Drill], object]
) -> Answer:
    """What a drill keeps when this question is answered."""
    drill = start()
    drill.next_question()
    drill.question = question
    act(drill)
    return history.answers()[0]


@pytest.mark.parametrize("seed", range(8))
def test_a_blank_opens_with_its_gaps_what_was_chosen_and_what_it_did(
    bank: Bank, history: History, start: Start, seed: int
) -> None:
    question = blank_question(bank, blank_item(bank), "new", random.Random(seed))
    assert question is not None
    for index, option in enumerate(question.options):
        answer = answered(start, history, question, partial(Drill.choose, index=index))
        asked = asked_again(bank, history, answer)
        assert asked is not None
        assert asked.question.kind is Kind.BLANK
        assert asked.question.code == question.code
        assert set(asked.question.options) == {
            question.options[right_one(question.options)],
            option,
        }
        assert asked.result is not None
        assert asked.result.chosen is not None
        assert asked.question.options[asked.result.chosen] == option


def test_a_blank_whose_gaps_are_gone_opens_with_the_bug(
    bank: Bank, history: History, start: Start
) -> None:
    question = blank_question(bank, blank_item(bank), "new", random.Random(1))
    assert question is not None
    answer = answered(start, history, question, lambda drill: drill.choose(0))
    asked = asked_again(bank, history, replace(answer, response="what nobody offers"))
    assert asked is not None
    assert (asked.question.kind, asked.result) == (Kind.SPOT, None)


def test_an_outcome_opens_with_what_was_said_and_the_truth(
    bank: Bank, history: History, start: Start
) -> None:
    drill = start(kinds=[Kind.OUTCOME])
    question = drill.next_question()
    assert question is not None
    assert question.kind is Kind.OUTCOME
    wrong = next(n for n, option in enumerate(question.options) if not option.right)
    drill.choose(wrong)
    asked = asked_again(bank, history, history.answers()[0])
    assert asked is not None
    right = question.options[right_one(question.options)].text
    assert [(each.text, each.right) for each in asked.question.options] == [
        (right, True),
        (question.options[wrong].text, False),
    ]


def test_an_original_opens_as_one(bank: Bank, history: History, start: Start) -> None:
    drill = start()
    question = drill.next_question()
    assert question is not None
    drill.accuse(None)
    answer = replace(
        history.answers()[0],
        kind=Kind.OUTCOME,
        question="tune_pipeline",
        snippet="tune_pipeline",
        mutator=None,
        response=RUNS,
        correct=True,
    )
    asked = asked_again(bank, history, answer)
    assert asked is not None
    assert asked.question.is_original
    assert asked.question.options == (Option(RUNS, True),)


def test_the_steps_of_a_spot_open_with_what_was_chosen_in_them(
    bank: Bank, history: History, start: Start
) -> None:
    drill = start()
    while (question := drill.next_question()) is not None:
        if not question.is_original and len(question.fixes) > 1:
            break
        drill.accuse(None)
    assert question is not None
    assert question.item is not None
    drill.accuse(question.answer_lines.start)
    wrong = next(n for n, option in enumerate(question.fixes) if not option.right)
    drill.choose_step("outcome", right_one(question.options))
    drill.choose_step("fix", wrong)
    asked = asked_again(bank, history, history.answers()[0])
    assert asked is not None
    assert asked.result is not None
    chosen = asked.question.fixes[asked.result.steps["fix"]]
    assert chosen.text == question.fixes[wrong].text
    assert chosen.did
    assert {each.right for each in asked.question.fixes} == {True, False}
    assert asked.question.options[asked.result.steps["outcome"]].right


def test_what_the_bank_has_no_longer_cannot_be_opened(
    bank: Bank, history: History, start: Start
) -> None:
    drill = start()
    drill.next_question()
    drill.accuse(None)
    answer = history.answers()[0]
    assert asked_again(bank, history, answer) is not None
    assert asked_again(Bank(bank.deck, [], []), history, answer) is None


def test_only_the_lines_that_hold_a_gap_are_filled() -> None:
    code = "a = ____1____\nb = 2\nc = ____2____(b)\nd = ____3____"
    assert filled_lines(code, ("1", "f", "4")) == [1, 3, 4]
    assert filled_lines(code, ("(\n    1\n)", "f", "4")) == [1, 2, 3, 5, 6]
