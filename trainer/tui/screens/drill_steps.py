"""The steps of a question in the drill: what can be done in each, chosen, and what is marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.learning.answers import FIX_STEP, OUTCOME_STEP, Kind
from trainer.learning.blanks import filled_lines
from trainer.learning.drill import Result
from trainer.learning.questions import Option, Question, right_one
from trainer.tui import texts
from trainer.tui.widgets.lines import Mark


class Step(StrEnum):
    """Where the question on screen stands; each is a class of `#drill` for its styles."""

    LESSON = "-lesson"
    """How it is right, before the question."""
    ASKING = "-asking"
    """A line is to be pointed at."""
    CHOOSING = "-choosing"
    EDITING = "-editing"
    REVEALED = "-revealed"
    STUCK = "-stuck"
    """The history failed, or nothing can be asked."""


ACTIONS = {
    Step.LESSON: {"begin", "take_back_last"},
    Step.ASKING: {"accuse", "accuse_nothing", "hint", "take_back_last"},
    Step.CHOOSING: {"choose", "choose_cursor", "hint", "take_back", "take_back_last"},
    Step.EDITING: {"run_edit", "give_up", "hint_editing"},
    Step.REVEALED: {"next", "docs", "toggle_code", "run_bug", "run_original", "take_back"},
    Step.STUCK: {"retry"},
}
"""What can be done in some steps only; everything else always."""


def is_held_back(action: str, step: Step, answered: bool) -> bool:
    """Whether the step does not allow it; `answered` is whether the question on screen is.

    Its answer is taken back by a key that shows, the one before by a key that does not.
    """
    if action in ("take_back", "take_back_last") and answered != (action == "take_back"):
        return True
    return action not in ACTIONS[step] and any(action in each for each in ACTIONS.values())


@dataclass(frozen=True)
class Choice:
    """What is to be chosen now: the answer itself, or what comes in a step after it."""

    step: str | None
    options: Sequence[Option]


def open_choice(question: Question, result: Result | None) -> Choice | None:
    """The next choice; None where a line or a program is the answer, or all is answered."""
    if question.kind in (Kind.BLANK, Kind.OUTCOME):
        return Choice(None, question.options) if result is None else None
    if question.kind is not Kind.SPOT or result is None:
        return None
    for step, options in ((OUTCOME_STEP, question.options), (FIX_STEP, question.fixes)):
        if len(options) > 1 and step not in result.steps:
            return Choice(step, options)
    return None


def answer_marks(question: Question, result: Result | None, revealed: bool) -> dict[int, Mark]:
    """The signs in front of a program's lines once it is answered, by index from 0."""
    marks = {}
    if question.kind is Kind.SPOT and result and result.accused is not None and not result.correct:
        marks[result.accused - 1] = Mark("?", "hint")
    item = question.item
    filled = question.kind is Kind.BLANK
    if item is not None and item.raised_elsewhere and revealed and not filled:
        marks[(item.proof.line or 1) - 1] = Mark(texts.RAISED, "raised")
    answer = Mark(texts.RIGHT, "right") if filled else Mark(texts.WRONG, "wrong")
    lines: Iterable[int] = question.answer_lines
    if filled:
        lines = filled_lines(question.code, question.options[right_one(question.options)].parts)
    return marks | {line - 1: answer for line in lines}
