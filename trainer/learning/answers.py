"""What is kept of an answer: the plain types that questions, history and exams share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import uuid4

from trainer.learning.schedule import Grade


class Kind(StrEnum):
    """What a question asks for."""

    SPOT = "spot"
    """Which line is wrong; then what happens; then which line belongs there."""
    BLANK = "blank"
    """What belongs into the one to three gaps of a program."""
    OUTCOME = "outcome"
    """What a program does, right or broken."""
    FIX = "fix"
    """To mend a broken program, until it passes its check."""


KIND_NAMES = {
    Kind.SPOT: "Spot the error",
    Kind.BLANK: "Fill in the blank",
    Kind.OUTCOME: "What happens?",
    Kind.FIX: "Fix it",
}

OUTCOME_STEP, FIX_STEP = "outcome", "fix"
"""The steps after a line was accused: what happens, and which line belongs there."""


@dataclass(frozen=True)
class Step:
    """One choice that follows the answer itself. It moves no card."""

    response: str
    correct: bool


@dataclass(frozen=True)
class Answer:
    """One answer as it is kept.

    `question` is an item's id, or a snippet's name for an original, whose `mutator` is None.
    `response` is the accused line's number (empty for "nothing is wrong"), the text of the option
    that was chosen, or the program that was handed in. `grade` is None where no card is reviewed.
    """

    uid: str
    at: datetime
    kind: Kind
    question: str
    snippet: str
    mutator: str | None
    domain: str
    response: str
    correct: bool
    hints: int
    seconds: float
    grade: Grade | None
    exam: str | None = None
    """The uid of the exam that it was given in; None in a drill."""
    steps: Mapping[str, Step] = field(default_factory=lambda: MappingProxyType({}))


def new_uid() -> str:
    """32 hexadecimal digits, unlike those of any other machine."""
    return uuid4().hex
