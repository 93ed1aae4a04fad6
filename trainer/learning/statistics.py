"""Counts what home, the statistics screen and `trainer stats` show; days are the learner's own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from trainer.learning.bank import Bank
from trainer.learning.history import CardRecord, History
from trainer.learning.history_rows import time_text
from trainer.model import DOMAINS

YOUNG_DAYS, MATURE_DAYS = 7, 21
"""From which stability on, in days, a card is young, and mature."""

SMOOTHED_DAYS = 7
"""How many days each point of the accuracy over time is about."""


@dataclass(frozen=True)
class DomainRecord:
    """The answers of one domain."""

    name: str
    answers: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """The share of right answers; None without any answer."""
        return self.right / self.answers if self.answers else None


@dataclass(frozen=True)
class Figures:
    """The numbers of the home screen."""

    due: int
    new: int
    answers_today: int
    answers: int
    domains: tuple[DomainRecord, ...]
    streak: int = 0
    """Days in a row with an answer; today need not have one yet."""


@dataclass(frozen=True)
class DayRecord:
    """The answers of one day of the learner's clock."""

    day: date
    answers: int
    right: int


class Mastery(StrEnum):
    """How firmly an idea is known, by the stability of its card."""

    NEW = "new"
    LEARNING = "learning"
    YOUNG = "young"
    MATURE = "mature"


@dataclass(frozen=True)
class Statistics:
    """All numbers of the statistics screen."""

    figures: Figures
    today: date
    days: tuple[DayRecord, ...]
    """The days with answers, the oldest first."""
    forecast: tuple[int, ...]
    """Reviews that fall due, by day from today on; what is overdue counts today."""
    mastery: dict[Mastery, int]


def home_figures(bank: Bank, history: History, now: datetime) -> Figures:
    """Counts for `now`, an aware time; today is the day of the learner's own clock."""
    return _figures(bank, history, history.cards(), now)


def statistics(bank: Bank, history: History, now: datetime, ahead: int = 14) -> Statistics:
    """Counts for `now`, an aware time, with a forecast of `ahead` days."""
    cards = history.cards()
    here = [card for card in cards if card.mutator in bank.by_mutator]
    return Statistics(
        _figures(bank, history, cards, now),
        now.astimezone().date(),
        tuple(days_of(history)),
        forecast(here, now, ahead),
        mastery(len(bank.by_mutator), here),
    )


def days_of(history: History) -> list[DayRecord]:
    """Every day with answers, the oldest first."""
    with history.reading() as connection:
        # `localtime` is the C library's, as is Python's astimezone().
        rows = connection.execute(
            "SELECT date(at, 'localtime') AS day, COUNT(*), SUM(correct) FROM answers"
            " GROUP BY day HAVING day IS NOT NULL ORDER BY day"
        ).fetchall()
        return [DayRecord(date.fromisoformat(day), answers, right) for day, answers, right in rows]


def streak(history: History, now: datetime) -> int:
    """Days in a row with an answer, up to today, or up to yesterday if today has none yet."""
    day = now.astimezone().date()
    found = 0
    with history.reading() as connection:
        while True:
            times = time_text(_midnight(day)), time_text(_midnight(day + timedelta(1)))
            answered = connection.execute(
                "SELECT 1 FROM answers WHERE at >= ? AND at < ? LIMIT 1", times
            ).fetchone()
            if answered:
                found += 1
            elif day != now.astimezone().date():
                return found
            day -= timedelta(1)


def accuracy_over_time(
    days: Iterable[DayRecord], today: date, back: int = 60
) -> list[tuple[date, float]]:
    """Day to the share of right answers in the week that ends with it, for days with answers."""
    known = {each.day: each for each in days}
    first = today - timedelta(back - 1)
    points = []
    for day in (first + timedelta(n) for n in range(back)):
        if day not in known:
            continue
        week = [known.get(day - timedelta(n)) for n in range(SMOOTHED_DAYS)]
        answers = sum(each.answers for each in week if each)
        points.append((day, sum(each.right for each in week if each) / answers))
    return points


def forecast(cards: Iterable[CardRecord], now: datetime, ahead: int) -> tuple[int, ...]:
    """Reviews that fall due, by day from today on; what is overdue counts today."""
    today = now.astimezone().date()
    due = Counter(max(0, (card.due.astimezone().date() - today).days) for card in cards)
    return tuple(due[day] for day in range(ahead))


def mastery(ideas: int, cards: Sequence[CardRecord]) -> dict[Mastery, int]:
    """How many of the ideas are known how firmly; those without a card are new."""
    found = Counter(mastery_of(card) for card in cards)
    found[Mastery.NEW] += max(0, ideas - len(cards))
    return {each: found[each] for each in Mastery}


def mastery_of(card: CardRecord) -> Mastery:
    """Where a card stands. One that is damaged begins anew, so it counts as learning."""
    try:
        days = float(json.loads(card.card)["stability"])
    except (KeyError, TypeError, ValueError):
        days = 0.0
    if days < YOUNG_DAYS:
        return Mastery.LEARNING
    return Mastery.YOUNG if days < MATURE_DAYS else Mastery.MATURE


def idea_answers(history: History) -> dict[str, tuple[int, int]]:
    """Idea to answers and right answers."""
    with history.reading() as connection:
        rows = connection.execute(
            "SELECT mutator, COUNT(*), SUM(correct) FROM answers"
            " WHERE mutator IS NOT NULL GROUP BY mutator"
        ).fetchall()
        return {mutator: (answers, right) for mutator, answers, right in rows}


def _figures(bank: Bank, history: History, cards: Iterable[CardRecord], now: datetime) -> Figures:
    due = {card.mutator: card.due for card in cards if card.mutator in bank.by_mutator}
    by_domain = history.by_domain()
    return Figures(
        due=sum(each <= now for each in due.values()),
        new=len(bank.by_mutator) - len(due),
        answers_today=history.count(_midnight(now.astimezone().date())),
        answers=history.count(),
        domains=tuple(
            DomainRecord(name, *by_domain.get(domain, (0, 0))) for domain, name in DOMAINS.items()
        ),
        streak=streak(history, now),
    )


def _midnight(day: date) -> datetime:
    """The moment at which a day begins where the learner is, whatever summer time does."""
    return datetime.combine(day, time.min).astimezone()
