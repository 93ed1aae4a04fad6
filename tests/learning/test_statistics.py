"""The numbers of home, of the statistics screen and of `trainer stats`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.decks_for_tests import Clock
from trainer.learning.answers import Answer, Kind, new_uid
from trainer.learning.bank import Bank
from trainer.learning.drill import Drill
from trainer.learning.history import CardRecord, History
from trainer.learning.schedule import grade_of
from trainer.learning.statistics import (
    DayRecord,
    Mastery,
    accuracy_over_time,
    days_of,
    forecast,
    home_figures,
    idea_answers,
    mastery,
    statistics,
    streak,
)
from trainer.model import DOMAINS


def test_an_empty_history_has_only_new_ideas(bank: Bank, history: History, clock: Clock) -> None:
    figures = home_figures(bank, history, clock())
    assert (figures.due, figures.new, figures.answers) == (0, len(bank.by_mutator), 0)
    assert [domain.name for domain in figures.domains] == list(DOMAINS.values())
    assert all(domain.accuracy is None for domain in figures.domains)


def test_due_and_new_and_answers_are_counted(
    bank: Bank, history: History, clock: Clock, start: Callable[..., Drill]
) -> None:
    drill = start()
    question = drill.next_question()
    assert question is not None
    drill.accuse(question.answer_lines.start)
    clock.pass_(days=2)
    drill = start(seed=8)
    question = drill.next_question()
    assert question is not None
    figures = home_figures(bank, history, clock())
    assert (figures.due, figures.new) == (1, len(bank.by_mutator) - 1)
    assert (figures.answers_today, figures.answers) == (0, 1)


def test_ideas_that_left_the_deck_are_neither_due_nor_new(
    bank: Bank, history: History, clock: Clock, start: Callable[..., Drill]
) -> None:
    drill = start()
    question = drill.next_question()
    assert question is not None
    assert question.item is not None
    drill.accuse(None)
    clock.pass_(days=1)
    kept = [item for item in bank.items if item.mutator != question.item.mutator]
    smaller = Bank(bank.deck, kept, bank.originals.values())
    figures = home_figures(smaller, history, clock())
    assert (figures.due, figures.new) == (0, len(smaller.by_mutator))


def test_accuracy_is_by_domain(
    bank: Bank, history: History, clock: Clock, start: Callable[..., Drill]
) -> None:
    drill = start()
    right: dict[str, list[bool]] = {}
    for number in range(12):
        question = drill.next_question()
        assert question is not None
        result = drill.accuse(None if number % 3 else 1)
        right.setdefault(DOMAINS[question.snippet.domain], []).append(result.correct)
    figures = home_figures(bank, history, clock())
    found = {each.name: (each.answers, each.right) for each in figures.domains if each.answers}
    assert found == {name: (len(each), sum(each)) for name, each in right.items()}


def answer(
    at: datetime, correct: bool = True, mutator: str | None = "grid-without-build"
) -> Answer:
    return Answer(
        new_uid(),
        at,
        Kind.SPOT,
        "tune_pipeline/grid-without-build/1" if mutator else "tune_pipeline",
        "tune_pipeline",
        mutator,
        "spark-ml",
        "13",
        correct,
        0,
        9.0,
        grade_of(correct, 0) if mutator else None,
    )


@pytest.fixture
def in_auckland(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Half a day ahead of UTC, so that days differ."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_days_are_those_of_the_learners_clock(history: History, in_auckland: None) -> None:
    history.record(answer(datetime(2026, 3, 1, 10, 30, tzinfo=UTC)))
    history.record(answer(datetime(2026, 3, 1, 11, 30, tzinfo=UTC), correct=False))
    assert days_of(history) == [
        DayRecord(date(2026, 3, 1), 1, 1),
        DayRecord(date(2026, 3, 2), 1, 0),
    ]


def test_a_streak_goes_on_until_a_day_is_left_out(history: History, clock: Clock) -> None:
    assert streak(history, clock()) == 0
    for back in (1, 2, 3, 5):
        history.record(answer(clock() - timedelta(days=back)))
    assert streak(history, clock()) == 3
    history.record(answer(clock()))
    assert streak(history, clock()) == 4
    assert streak(history, clock() + timedelta(days=2)) == 0


def test_each_point_of_the_accuracy_is_about_a_week() -> None:
    today = date(2026, 3, 20)
    days = [
        DayRecord(date(2026, 3, 1), 4, 4),
        DayRecord(date(2026, 3, 7), 4, 0),
        DayRecord(date(2026, 3, 9), 2, 2),
    ]
    assert accuracy_over_time(days, today) == [
        (date(2026, 3, 1), 1.0),
        (date(2026, 3, 7), 0.5),
        (date(2026, 3, 9), 2 / 6),
    ]
    assert accuracy_over_time(days, today, back=13) == [(date(2026, 3, 9), 2 / 6)]


def card(mutator: str, due: datetime, text: str = '{"stability": 8.0}') -> CardRecord:
    return CardRecord(mutator, text, due, "item", "snippet", 1, 0)


def test_what_is_overdue_falls_due_today(clock: Clock) -> None:
    due = [clock() + timedelta(days=days) for days in (-9, 0, 1, 3, 3, 40)]
    cards = [card(str(number), each) for number, each in enumerate(due)]
    assert forecast(cards, clock(), 5) == (2, 1, 0, 2, 0)


def test_mastery_is_the_stability_of_the_card(clock: Clock) -> None:
    texts = ['{"stability": 6.9}', '{"stability": 7}', '{"stability": 21}', "{", "[]", "{}"]
    cards = [card(str(number), clock(), text) for number, text in enumerate(texts)]
    assert mastery(8, cards) == {
        Mastery.NEW: 2,
        Mastery.LEARNING: 4,
        Mastery.YOUNG: 1,
        Mastery.MATURE: 1,
    }


def test_answers_of_an_idea_are_counted_and_those_of_originals_are_not(
    history: History, clock: Clock
) -> None:
    history.record(answer(clock()))
    history.record(answer(clock(), correct=False))
    history.record(answer(clock(), mutator=None))
    assert idea_answers(history) == {"grid-without-build": (2, 1)}


def test_the_report_says_all_figures(bank: Bank, history: History, clock: Clock) -> None:
    history.record(answer(clock()))
    stats = statistics(bank, history, clock())
    assert (stats.figures.streak, stats.figures.answers) == (1, 1)
    assert [each.answers for each in stats.days] == [1]
    assert sum(stats.forecast) == 1
    assert stats.mastery[Mastery.NEW] == len(bank.by_mutator) - 1
