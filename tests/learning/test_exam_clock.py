"""An exam's clock: when it runs, what it counts, and what a crash takes from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.decks_for_tests import Clock
from tests.learning.exams import SMALL, each_second, ticks
from trainer.errors import HistoryError
from trainer.learning.bank import Bank
from trainer.learning.exam import LONGEST_GAP, Exam, draw_exam, open_exam
from trainer.learning.exam_state import waiting_exam
from trainer.learning.history import History

Begin = Callable[..., Exam]


@pytest.fixture
def begin(bank: Bank, history: History, clock: Clock) -> Begin:
    return lambda: draw_exam(bank, SMALL, 1, history, clock)


@pytest.fixture
def resume(bank: Bank, history: History, clock: Clock) -> Begin:
    def reopen() -> Exam:
        exam = open_exam(bank, history, clock)
        assert exam is not None
        return exam

    return reopen


def test_fewer_questions_have_as_much_less_time(bank: Bank, history: History, clock: Clock) -> None:
    long = replace(SMALL, questions=100, minutes=200)
    exam = draw_exam(bank, long, 1, history, clock)
    assert 10 < exam.numbers < 20
    assert exam.seconds_left(clock()) == pytest.approx(120 * exam.numbers)
    assert exam.hand_in(clock()).needed == SMALL.needed_of(exam.numbers)


def test_the_clock_starts_with_the_first_tick_and_stands_still_in_a_pause(
    begin: Begin, clock: Clock
) -> None:
    exam = begin()
    clock.pass_(seconds=2)
    exam.tick(clock())
    ticks(exam, clock, 10)
    assert exam.seconds_left(clock()) == 18 * 60 - 10
    exam.pause(clock())
    clock.pass_(seconds=3)
    assert exam.seconds_left(clock()) == 18 * 60 - 10
    exam.tick(clock())
    assert exam.seconds_left(clock()) == 18 * 60 - 10
    clock.pass_(seconds=1)
    assert exam.seconds_left(clock()) == 18 * 60 - 11


def test_a_clock_that_is_set_back_takes_and_gives_no_time(begin: Begin, clock: Clock) -> None:
    exam = begin()
    exam.tick(clock())
    ticks(exam, clock, 10)
    clock.pass_(hours=-3)
    exam.tick(clock())
    assert exam.seconds_left(clock()) == 18 * 60 - 10
    ticks(exam, clock, 10)
    assert exam.seconds_left(clock()) == 18 * 60 - 20


def test_sleep_and_a_clock_that_is_set_forward_take_some_seconds_at_most(
    begin: Begin, clock: Clock
) -> None:
    exam = begin()
    exam.tick(clock())
    clock.pass_(hours=9)
    assert exam.seconds_left(clock()) == 18 * 60 - LONGEST_GAP
    exam.tick(clock())
    assert exam.seconds_left(clock()) == 18 * 60 - LONGEST_GAP


def test_no_time_is_left_in_the_end(begin: Begin, resume: Begin, clock: Clock) -> None:
    exam = begin()
    exam.tick(clock())
    ticks(exam, clock, 18 * 60 + 30)
    assert exam.seconds_left(clock()) == 0
    assert resume().seconds_left(clock()) == 0
    assert resume().hand_in(clock()).seconds == 18 * 60


def test_time_counts_for_the_question_on_screen(begin: Begin, clock: Clock) -> None:
    exam = begin()
    exam.tick(clock())
    ticks(exam, clock, 7)
    exam.go_to(2)
    ticks(exam, clock, 5)
    exam.go_to(0)
    ticks(exam, clock, 2)
    result = exam.hand_in(clock())
    assert [each.seconds for each in result.answers[:3]] == [9, 0, 5]
    assert result.seconds == 14


def test_a_clock_that_cannot_be_stored_goes_on(
    begin: Begin, clock: Clock, history: History
) -> None:
    exam = begin()
    exam.tick(clock())
    history.close()
    ticks(exam, clock, 3)
    clock.pass_(seconds=1)
    with pytest.raises(HistoryError):
        exam.tick(clock())
    assert exam.seconds_left(clock()) == 18 * 60 - 4


def test_a_crash_takes_five_seconds_at_most(begin: Begin, history: History, clock: Clock) -> None:
    exam = begin()
    exam.tick(clock())
    for _ in each_second(clock, 30):
        kept = waiting_exam(history)
        assert kept is not None
        assert kept.seconds_left - exam.seconds_left(clock()) <= 5
        exam.tick(clock())


def test_a_second_takes_no_writing_to_the_disk(
    begin: Begin, history: History, clock: Clock
) -> None:
    exam = begin()
    exam.tick(clock())
    before = history.exams()
    ticks(exam, clock, 3)
    assert history.exams() == before
    ticks(exam, clock, 1)
    assert history.exams() != before
