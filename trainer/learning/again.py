"""Opens what was answered once more: as it was asked, as far as history and deck still know it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from trainer.errors import HistoryError
from trainer.learning.answers import FIX_STEP, OUTCOME_STEP, Answer, Kind
from trainer.learning.bank import Bank, Item
from trainer.learning.blanks import blank_again
from trainer.learning.drill import Result
from trainer.learning.exam_draw import build_question
from trainer.learning.exam_state import Spec, read_state, stored_exam
from trainer.learning.fixes import fix_options
from trainer.learning.history import History
from trainer.learning.outcomes import RUNS, outcome_text
from trainer.learning.questions import Option, Question, about_item, about_original

_WHY = "review"
_DRAWS = 20
"""How often the lines of the last step are drawn, to find the one that was chosen."""


@dataclass(frozen=True)
class Asked:
    """A question that was answered, and how."""

    question: Question
    """Of a drill only what was chosen is kept, so its options are that and the right one."""
    result: Result | None
    """None where what was chosen is in the deck no more."""
    whole: bool
    """Whether the options are all that were offered."""


def asked_again(bank: Bank, history: History, answer: Answer) -> Asked | None:
    """What an answer was given to; None where the bank has it no longer."""
    if answer.exam is not None and (spec := _exam_spec(history, answer)) is not None:
        question = build_question(bank, spec)
        if question is not None and question.kind is answer.kind:
            return Asked(question, result_again(question, answer.response, answer.correct), True)
    question = _question(bank, answer)
    if question is None:
        return None
    result = result_again(question, answer.response, answer.correct)
    if question.kind is not answer.kind:
        return Asked(question, None, False)
    if question.kind is Kind.SPOT and question.item is not None and result is not None:
        question, steps = _with_steps(bank, question, question.item, answer)
        result = replace(result, steps=steps)
    return Asked(question, result, False)


def result_again(question: Question, response: str, correct: bool) -> Result | None:
    """What came of a question; None where it has no option of this text."""
    if question.kind in (Kind.SPOT, Kind.FIX):
        return Result(correct, response)
    chosen = _index(question.options, response)
    return None if chosen is None else Result(correct, response, chosen)


def _exam_spec(history: History, answer: Answer) -> Spec | None:
    """What the exam says of the question; None where the exam is gone or damaged."""
    with suppress(HistoryError):
        record = stored_exam(history, answer.exam or "")
        places = read_state(record).places if record else ()
        return next((each.spec for each in places if each.spec.key == answer.question), None)
    return None


def _question(bank: Bank, answer: Answer) -> Question | None:
    """The question with what is known of its options; of another kind where its gaps are gone."""
    rng = random.Random(0)
    if answer.mutator is None:
        original = bank.program(answer.question).original
        if original is None:
            return None
        question = about_original(bank, original, answer.kind, _WHY, rng)
        right = RUNS
    else:
        item = bank.item(answer.question)
        if item is None:
            return None
        if answer.kind is Kind.BLANK:
            return blank_again(bank, item, _WHY, answer.response) or about_item(
                bank, item, Kind.SPOT, _WHY, rng
            )
        question = about_item(bank, item, answer.kind, _WHY, rng)
        right = outcome_text(item.proof)
    if question is None or answer.kind is not Kind.OUTCOME:
        return question
    return replace(question, options=_outcomes(right, answer.response, answer.correct))


def _outcomes(right: str, said: str, correct: bool) -> tuple[Option, ...]:
    """The right one and what was said; what was right then is so, were it worded anew since."""
    if correct:
        return (Option(said, True),)
    return Option(right, True), Option(said, False)


def _with_steps(
    bank: Bank, question: Question, item: Item, answer: Answer
) -> tuple[Question, dict[str, int]]:
    """The question with what was chosen in its steps, and the index of each choice."""
    chosen: dict[str, int] = {}
    if step := answer.steps.get(OUTCOME_STEP):
        options = _outcomes(outcome_text(item.proof), step.response, step.correct)
        question = replace(question, options=options)
        chosen[OUTCOME_STEP] = len(options) - 1
    if step := answer.steps.get(FIX_STEP):
        for seed in range(_DRAWS):
            fixes = fix_options(bank, item, random.Random(seed))
            index = _index(fixes, step.response)
            if index is not None:
                known = tuple(each for each in fixes if each.right or each is fixes[index])
                question = replace(question, fixes=known)
                chosen[FIX_STEP] = known.index(fixes[index])
                break
    return question, chosen


def _index(options: Sequence[Option], text: str) -> int | None:
    return next((n for n, each in enumerate(options) if each.text == text), None)
