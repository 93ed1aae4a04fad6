"""What is kept, as plain values, and how it stands in the rows of the history's tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trainer.learning.answers import Answer, Kind, Step
from trainer.learning.schedule import Grade

ANSWER = (
    "uid, at, kind, question, snippet, mutator, domain, response, correct, hints, seconds, grade,"
    " exam, steps"
)
CARD = "mutator, card, due, last_item, last_snippet, reviews, lapses"
EXAM = "uid, began, ended, state"

DAMAGED = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
"""What reading a row raises whose values are not ours."""


@dataclass(frozen=True)
class CardRecord:
    """An idea's card: when it is due, where it was asked last, and how often it was missed."""

    mutator: str
    card: str
    """FSRS's own JSON."""
    due: datetime
    last_item: str
    last_snippet: str
    reviews: int
    lapses: int


@dataclass(frozen=True)
class ExamRecord:
    """An exam as it is kept; `state` is JSON that `trainer.learning.exam` reads."""

    uid: str
    began: datetime
    ended: datetime | None
    state: str


def answer_row(answer: Answer) -> tuple[Any, ...]:
    """The values of ANSWER."""
    return (
        answer.uid,
        time_text(answer.at),
        answer.kind,
        answer.question,
        answer.snippet,
        answer.mutator,
        answer.domain,
        answer.response,
        answer.correct,
        answer.hints,
        round(answer.seconds, 3),
        answer.grade,
        answer.exam,
        steps_text({name: (step.response, step.correct) for name, step in answer.steps.items()}),
    )


def answer_of(row: tuple[Any, ...]) -> Answer:
    uid, at, kind, question, snippet, mutator, domain, response, correct, *rest = row
    hints, seconds, grade, exam, steps = rest
    return Answer(
        uid,
        datetime.fromisoformat(at),
        Kind(kind),
        question,
        snippet,
        mutator,
        domain,
        response,
        bool(correct),
        hints,
        seconds,
        Grade(grade) if grade else None,
        exam,
        {name: Step(said, right) for name, (said, right) in json.loads(steps).items()},
    )


def card_row(card: CardRecord) -> tuple[Any, ...]:
    """The values of CARD."""
    where = card.last_item, card.last_snippet
    return (card.mutator, card.card, time_text(card.due), *where, card.reviews, card.lapses)


def card_of(row: tuple[Any, ...]) -> CardRecord:
    mutator, card, due, *rest = row
    return CardRecord(mutator, card, datetime.fromisoformat(due), *rest)


def exam_row(exam: ExamRecord) -> tuple[Any, ...]:
    """The values of EXAM."""
    return exam.uid, time_text(exam.began), exam.ended and time_text(exam.ended), exam.state


def exam_of(row: tuple[Any, ...]) -> ExamRecord:
    uid, began, ended, state = row
    ends = datetime.fromisoformat(ended) if ended else None
    return ExamRecord(uid, datetime.fromisoformat(began), ends, state)


def steps_text(steps: dict[str, tuple[str, bool]]) -> str:
    return json.dumps(steps)


def steps_of(text: str) -> dict[str, tuple[str, bool]]:
    """Steps to response and whether it was right; none where the text is damaged."""
    try:
        return {str(name): (said, right) for name, (said, right) in json.loads(text).items()}
    except DAMAGED:
        return {}


def time_text(at: datetime) -> str:
    """One form for all times, so that texts sort as the times do."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def to_milliseconds(at: datetime) -> datetime:
    """The time as it is kept."""
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
