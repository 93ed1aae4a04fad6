"""Counts the questions until an artificial learner remembers most ideas, by who chooses them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from tests.simulation.banks import make_bank
from tests.simulation.learners import Character, Learner
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.drill import ORIGINALS, Drill
from trainer.learning.history import History

BEGIN = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
FIRMLY, MOST_IDEAS = 0.85, 0.8
"""Mastery: the second share of the ideas is recalled with the first as its chance."""

Clock = Callable[[], datetime]


class Policy(Protocol):
    """Chooses what a learner is asked next, for one day."""

    def ask(self, learner: Learner, now: datetime) -> bool:
        """Asks one question; says whether there was one worth asking."""


class Scheduled:
    """The trainer's own drill. A learner stops when nothing is due and nothing is new."""

    def __init__(self, bank: Bank, history: History, rng: random.Random, clock: Clock) -> None:
        self._drill = Drill(bank, history, rng, clock)

    def ask(self, learner: Learner, now: datetime) -> bool:
        question = self._drill.next_question()
        if question is None or question.why == "extra":
            return False
        learner.answer(self._drill, now)
        return True


class RandomOrder:
    """Any item, as likely as any other, asked in the drill's kinds; as many originals."""

    def __init__(self, bank: Bank, history: History, rng: random.Random, clock: Clock) -> None:
        self._rng = rng
        self._items = [facts.mutator for mutator in bank.ideas for facts in bank.facts(mutator)]

    def ask(self, learner: Learner, now: datetime) -> bool:
        original = self._rng.random() < ORIGINALS
        mutator = None if original else self._rng.choice(self._items)
        kind = self._rng.choice([Kind.SPOT, Kind.BLANK, Kind.OUTCOME])
        right = self._rng.random() < learner.chance(mutator, kind, now)
        learner.read_reveal(mutator, right, now)
        return True


MakeCharacter = Callable[[random.Random], Character]
MakePolicy = Callable[[Bank, History, random.Random, Clock], Policy]


@dataclass(frozen=True)
class Course:
    """How a learner came to mastery."""

    questions: int
    days: int
    mastered: bool
    """Whether it was reached before the days were over."""


def study(
    bank: Bank,
    history: History,
    learner: Learner,
    rng: random.Random,
    policy: MakePolicy,
    per_day: int = 30,
    ahead: int = 0,
    most_days: int = 120,
) -> Course:
    """Days of up to so many questions, until the ideas will be mastered so many days ahead.

    What is mastered is looked at in the morning, before the day's questions.
    """
    questions, now = 0, BEGIN

    def clock() -> datetime:
        return now

    for day in range(most_days):
        now = BEGIN + timedelta(days=day)
        if mastery(bank, learner, now + timedelta(days=ahead)) >= MOST_IDEAS:
            return Course(questions, day, True)
        today = policy(bank, history, rng, clock)
        for _ in range(per_day):
            now += timedelta(seconds=40)
            if not today.ask(learner, now):
                break
            questions += 1
    return Course(questions, most_days, False)


def mastery(bank: Bank, learner: Learner, now: datetime) -> float:
    """The share of the ideas that are recalled firmly."""
    return sum(learner.recall(mutator, now) >= FIRMLY for mutator in bank.ideas) / len(bank.ideas)


def compared(
    folder: Path, seeds: Iterable[int], make: MakeCharacter, ahead: int, ideas: int = 60
) -> list[tuple[Course, Course]]:
    """By the scheduler and in random order, the same learner for each seed."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for seed in seeds:
        courses = []
        for policy in (Scheduled, RandomOrder):
            rng = random.Random(seed)
            bank = make_bank(rng, ideas)
            learner = Learner(bank, make(rng), rng)
            history = History(folder / f"{seed}-{policy.__name__}.db")
            course = study(bank, history, learner, random.Random(seed), policy, ahead=ahead)
            courses.append(course)
            history.close()
        found.append((courses[0], courses[1]))
    return found


@dataclass(frozen=True)
class Comparison:
    """Means over the learners who came to mastery both ways."""

    mastered: int
    questions: float
    unordered: float
    """Questions, in random order."""
    days: float
    unordered_days: float
    fewer: int
    """How many of them needed fewer questions by the scheduler."""


def comparison(found: Iterable[tuple[Course, Course]]) -> Comparison:
    both = [(one, other) for one, other in found if one.mastered and other.mastered]
    count = len(both) or 1
    return Comparison(
        len(both),
        sum(one.questions for one, _ in both) / count,
        sum(other.questions for _, other in both) / count,
        sum(one.days for one, _ in both) / count,
        sum(other.days for _, other in both) / count,
        sum(one.questions < other.questions for one, other in both),
    )
