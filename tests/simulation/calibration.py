"""Lets artificial learners study and sit exams, and compares that with what readiness says."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.simulation.banks import make_bank
from tests.simulation.learners import Character, Learner
from trainer.learning.bank import Bank
from trainer.learning.blueprints import Blueprint
from trainer.learning.drill import Drill
from trainer.learning.exam_draw import draw
from trainer.learning.history import FILE, History
from trainer.learning.readiness import Readiness, readiness

BEGIN = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
EXAMS = 12
"""How many are drawn; of each the chance to pass is known."""


@dataclass(frozen=True)
class Forecast:
    """What readiness said of a learner at one moment, and how exams then went."""

    said: Readiness
    passed: float
    """How often exams were passed."""
    scores: tuple[float, ...]
    """How often each number of right answers came, from 0 on."""

    @property
    def mean_score(self) -> float:
        return sum(score * often for score, often in enumerate(self.scores))

    @property
    def within_score_interval(self) -> float:
        """How often the score lay within the interval that was said, rounded outwards."""
        low, high = self.said.score_interval.low, self.said.score_interval.high
        return sum(self.scores[math.floor(low) : math.ceil(high) + 1])

    @property
    def within_interval(self) -> bool:
        """Whether the true chance lay within the interval that was said."""
        interval = self.said.interval
        return interval is not None and interval.low <= self.passed <= interval.high


def forecasts(
    folder: Path,
    seed: int,
    blueprint: Blueprint,
    make: Callable[[random.Random], Character],
    days: int = 30,
) -> list[Forecast]:
    """One learner, who studies for up to so many days and is looked at three times on the way."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    bank = make_bank(rng, rng.choice([40, 64, 88, 120]))
    learner = Learner(bank, make(rng), rng)
    history = History(folder / FILE)
    now = BEGIN
    per_day, rest = rng.randint(8, 40), rng.random() * 0.5
    looks = sorted(rng.sample(range(2, days + 1), 3))
    found = []
    for day in range(looks[-1] + 1):
        now = BEGIN + timedelta(days=day)
        if rng.random() > rest:
            now = _study(bank, history, learner, rng, now, per_day)
        if day in looks:
            # The exam is some days after the last study for some of them.
            at = now + timedelta(days=rng.choice([0.2, 1, 2, 7]))
            exams = [exam_scores(bank, blueprint, learner, n, at) for n in range(EXAMS)]
            scores = tuple(sum(each) / EXAMS for each in zip(*exams, strict=True))
            said = readiness(bank, history, blueprint, at)
            found.append(Forecast(said, sum(scores[blueprint.needed :]), scores))
    history.close()
    return found


def _study(
    bank: Bank,
    history: History,
    learner: Learner,
    rng: random.Random,
    now: datetime,
    questions: int,
) -> datetime:
    time = now

    def clock() -> datetime:
        return time

    drill = Drill(bank, history, rng, clock)
    for _ in range(questions):
        if drill.next_question() is None:
            break
        time += timedelta(seconds=rng.uniform(15, 60))
        learner.answer(drill, time)
    return time


def exam_scores(
    bank: Bank, blueprint: Blueprint, learner: Learner, seed: int, now: datetime
) -> list[float]:
    """How likely each number of right answers is, from 0 on, in one exam as it is really drawn."""
    chances = [1.0]
    for spec in draw(bank, blueprint, seed):
        right = learner.chance(spec.mutator, spec.kind, now)
        chances = [
            one * (1 - right) + before * right
            for one, before in zip([*chances, 0.0], [0.0, *chances], strict=True)
        ]
    return chances


def pairs(found: Iterable[Forecast]) -> list[tuple[float, float]]:
    """Chances that were told, each with how often exams were passed."""
    return [(each.said.chance, each.passed) for each in found if each.said.chance is not None]


@dataclass(frozen=True)
class Bin:
    """Forecasts that said about the same."""

    low: float
    high: float
    count: int
    said: float
    passed: float


def reliability(found: Iterable[tuple[float, float]], bins: int = 5) -> list[Bin]:
    """What was said (first) against what came (second), by what was said."""
    groups: list[list[tuple[float, float]]] = [[] for _ in range(bins)]
    for said, passed in found:
        groups[min(bins - 1, int(said * bins))].append((said, passed))
    return [
        Bin(
            number / bins,
            (number + 1) / bins,
            len(group),
            sum(said for said, _ in group) / len(group),
            sum(passed for _, passed in group) / len(group),
        )
        for number, group in enumerate(groups)
        if group
    ]


def brier(found: Sequence[tuple[float, float]]) -> float:
    """The mean square by which a forecast misses one exam, passed (1) or not (0)."""
    return sum(passed * (1 - said) ** 2 + (1 - passed) * said**2 for said, passed in found) / len(
        found
    )


def brier_of_base_rate(found: Sequence[tuple[float, float]]) -> float:
    """The same for always saying how many pass of all."""
    rate = sum(passed for _, passed in found) / len(found)
    return brier([(rate, passed) for _, passed in found])
