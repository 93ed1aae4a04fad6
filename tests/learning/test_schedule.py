"""Grades and the days that FSRS makes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.decks_for_tests import Clock
from trainer.learning.schedule import Grade, grade_of, review


@pytest.mark.parametrize(
    ("correct", "hints", "grade"),
    [
        (True, 0, Grade.GOOD),
        (True, 1, Grade.HARD),
        (True, 2, Grade.HARD),
        (False, 0, Grade.AGAIN),
        (False, 2, Grade.AGAIN),
    ],
)
def test_the_grade_is_by_the_line_and_the_hints(correct: bool, hints: int, grade: Grade) -> None:
    assert grade_of(correct, hints) is grade


def test_a_better_grade_is_due_later(clock: Clock) -> None:
    again, hard, good = (review(None, grade, clock()).due for grade in Grade)
    assert clock() + timedelta(days=1) <= again <= hard < good
    firm = review(None, Grade.GOOD, clock())
    later = [review(firm.card, grade, firm.due).due for grade in Grade]
    assert later == sorted(set(later))


def test_the_same_answers_give_the_same_days(clock: Clock) -> None:
    def days() -> list[timedelta]:
        card, at, found = None, clock(), []
        for _ in range(6):
            reviewed = review(card, Grade.GOOD, at)
            found.append(reviewed.due - at)
            card, at = reviewed.card, reviewed.due
        return found

    first = days()
    assert first == days()
    assert first[-1] > first[2] > timedelta(days=1)


def test_a_damaged_card_begins_anew(clock: Clock) -> None:
    new = review(None, Grade.GOOD, clock())
    for damaged in ("", "{}", "[1]", '{"card_id": 1}', "null"):
        assert review(damaged, Grade.GOOD, clock()).due == new.due


def test_a_clock_that_goes_back_breaks_nothing(clock: Clock) -> None:
    card = review(None, Grade.GOOD, clock()).card
    clock.pass_(days=-3)
    assert review(card, Grade.GOOD, clock()).due > clock()
