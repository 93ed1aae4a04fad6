"""Grades answers and schedules ideas by FSRS: one card for each mutator.

The grade comes from the accusation alone: line found → Good, found with a hint → Hard, anything
else → Again. What the learner then says about the outcome is kept, but it does not move the card:
it is asked when the bug is on screen already. Originals have no card, because no idea stands
behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsrs import Card, Scheduler


class Grade(StrEnum):
    """How an accusation is graded; the names are FSRS's own."""

    AGAIN = "Again"
    HARD = "Hard"
    GOOD = "Good"


@dataclass(frozen=True)
class Review:
    """A card after a review: FSRS's own JSON, and when it is due."""

    card: str
    due: datetime


def grade_of(correct: bool, hints: int) -> Grade:
    if not correct:
        return Grade.AGAIN
    return Grade.HARD if hints else Grade.GOOD


def review(card: str | None, grade: Grade, at: datetime) -> Review:
    """Reviews a card, or a new one where it is None. A card that is damaged begins anew."""
    # fsrs is imported when the first answer is graded: the first question must not wait for it.
    from fsrs import Card

    if card is not None:
        try:
            return _written(_after(Card.from_json(card), grade, at))
        except (
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ):
            pass
    return replay([(grade, at)])


def replay(reviews: Iterable[tuple[Grade, datetime]]) -> Review:
    """Reviews a new card again and again, at times that grow; ValueError without any review."""
    card: Card | None = None
    for grade, at in reviews:
        card = _after(card, grade, at)
    if card is None:
        raise ValueError("a card needs a review")
    return _written(card)


def _after(card: Card | None, grade: Grade, at: datetime) -> Card:
    from fsrs import Card, Rating

    at = at.astimezone(UTC)
    # An id of our own, because py-fsrs sleeps to make one; the mutator is what names a card.
    before = card or Card(card_id=int(at.timestamp() * 1000), due=at)
    return _scheduler().review_card(before, Rating[grade.value], at)[0]


def _written(card: Card) -> Review:
    return Review(card.to_json(), card.due)


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    # Without fuzz the same answers give the same days, on every machine. Without learning steps an
    # idea comes back the next day at the earliest: minutes after its reveal, an answer tells
    # little, and artificial learners needed half as many questions again (tests/simulation).
    return Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
