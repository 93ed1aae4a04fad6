"""Estimates the chance to pass an exam, from recent answers, and says how uncertain that is.

What the learner may be like is drawn again and again, as the answers allow it; each time the chance
to pass is that of the exam's questions, which are about each idea of a section as likely as any
other. Drawn are, by section, how often ideas are found that stand so or so (see `standings`).
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Topic
from trainer.learning.blueprints import Blueprint, Section
from trainer.learning.drill import ORIGINALS
from trainer.learning.exam_draw import SHARES
from trainer.learning.history import History
from trainer.learning.standings import (
    GUESSED,
    PRIOR,
    PRIOR_OF_ORIGINALS,
    Record,
    Standing,
    fading,
    read_recent,
    record_of,
)

NEEDED, NEEDED_OF_SECTION, NEEDED_LATELY = 40, 5, 10
"""How many answers allow an estimate: of all and of a section, each counted by its age; and of the
last half-life, since many old answers alone tell little of today."""

LIKELY = 0.8
"""How much of what may be lies within an interval."""

HELPED = (0.2, 0.8)
"""How often a drill's lesson helps who does not know, right after it: nobody can tell, so all
between is thought possible."""

_KINDS = sum(SHARES.values())
GUESSED_IN_EXAM = sum(GUESSED[kind] * share for kind, share in SHARES.items()) / _KINDS
ORIGINALS_IN_EXAM = ORIGINALS * (1 - SHARES[Kind.BLANK] / _KINDS)

_DRAWS = 400


@dataclass(frozen=True)
class Interval:
    """What lies between with the chance `LIKELY`."""

    low: float
    high: float


@dataclass(frozen=True)
class SectionReadiness:
    """One section of an exam; shares are from 0 to 1."""

    id: str
    name: str
    questions: int
    """How many of them an exam has."""
    answers: int
    ideas: int
    unseen: int
    """Ideas without a recent answer."""
    share: float
    """Of right answers, as expected."""
    interval: Interval
    missing: int
    """How many answers more an estimate needs."""


@dataclass(frozen=True)
class Readiness:
    """The chance to pass; None where there are too few recent answers to tell."""

    chance: float | None
    interval: Interval | None
    """Of the chance: how much it may change when more is known."""
    score: float
    """Right answers, as expected."""
    score_interval: Interval
    """Of one exam's right answers."""
    questions: int
    needed: int
    answers: int
    """Recent ones, on which this rests."""
    sections: tuple[SectionReadiness, ...]
    missing: int
    """How many answers more an estimate needs, some of them in given sections."""

    @property
    def enough(self) -> bool:
        return self.missing == 0


def readiness(bank: Bank, history: History, blueprint: Blueprint, now: datetime) -> Readiness:
    """The chance to pass an exam of this blueprint, taken at `now`. The same answers always give
    the same.
    """
    topics = _Topics(blueprint)
    found: dict[str, list[str]] = {}
    for mutator, idea in bank.ideas.items():
        for id_ in {topics[topic] for topic in idea.topics}:
            found.setdefault(id_, []).append(mutator)
    # In the blueprint's order, so that the same draws go to the same sections each time.
    here = [each for each in blueprint.sections if each.id in found]
    ideas = {each.id: found[each.id] for each in here}
    rows, cards = read_recent(history, now)
    sections = {subject.name: topics[subject.topic] for subject in bank.subjects}
    record = record_of(rows, cards, sections, now)
    questions = _questions(here, blueprint, {id_: len(of) for id_, of in ideas.items()})
    left = {mutator: fading(card, now) for mutator, (card, _) in cards.items()}
    draws = _draws(record, ideas, left)
    return _result(blueprint, here, questions, ideas, record, draws)


class _Topics(dict[Topic, str]):
    """The id of the section that a topic counts for; empty where the exam asks nothing of it."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._blueprint = blueprint

    def __missing__(self, topic: Topic) -> str:
        section = self._blueprint.section_of(topic)
        self[topic] = section.id if section else ""
        return self[topic]


def _questions(
    here: Sequence[Section], blueprint: Blueprint, ideas: Mapping[str, int]
) -> dict[str, float]:
    """How many questions of each section an exam has: what a section has too few ideas for, goes
    to the others; where all have too few, ideas come again.
    """
    counts = blueprint.counts()
    most = {each.id: ideas[each.id] / (1 - ORIGINALS_IN_EXAM) for each in here}
    found = {each.id: min(float(counts[each.id]), most[each.id]) for each in here}
    while (left := blueprint.questions - sum(found.values())) > 1e-6 and here:
        open_ones = [each for each in here if found[each.id] < most[each.id] - 1e-9]
        if not open_ones:
            return {id_: count + left * count / sum(found.values()) for id_, count in found.items()}
        total = sum(each.weight for each in open_ones)
        for each in open_ones:
            more = left * each.weight / total
            found[each.id] = min(most[each.id], found[each.id] + more)
    return found


@dataclass(frozen=True)
class _Draws:
    """What the learner may be like, drawn again and again: by section, shares of right answers."""

    shares: dict[str, list[float]]
    spread: dict[str, float]
    """The variance among a section's ideas."""


def _draws(record: Record, ideas: Mapping[str, Sequence[str]], left: Mapping[str, float]) -> _Draws:
    rng = random.Random(1)
    parts = {
        section: _parts(mutators, record.standing, left) for section, mutators in ideas.items()
    }
    shares: dict[str, list[float]] = {section: [] for section in ideas}
    spread: dict[str, list[float]] = {section: [] for section in ideas}
    for _ in range(_DRAWS):
        help_ = rng.uniform(*HELPED)
        overall = {
            standing: record.overall[standing].rate(rng, prior, help_)
            for standing, prior in PRIOR.items()
        }
        cleared = record.originals.rate(rng, PRIOR_OF_ORIGINALS, help_)
        for section, of in parts.items():
            known = squares = 0.0
            rates = {
                standing: record.by_section[section, standing].rate(rng, prior, help_)
                for standing, prior in overall.items()
            }
            unseen = rates[Standing.UNSEEN]
            for standing, (part, kept) in of.items():
                rate = rates[standing]
                rate = min(rate, unseen) + max(0.0, rate - unseen) * kept
                right = rate + (1 - rate) * GUESSED_IN_EXAM
                known += part * right
                squares += part * right * right
            share = known * (1 - ORIGINALS_IN_EXAM) + cleared * ORIGINALS_IN_EXAM
            shares[section].append(share)
            spread[section].append(max(0.0, squares - known * known))
    return _Draws(shares, {section: _mean(values) for section, values in spread.items()})


def _parts(
    mutators: Sequence[str], standing: Mapping[str, Standing], left: Mapping[str, float]
) -> dict[Standing, tuple[float, float]]:
    """By standing, the share of the ideas, and how much of them is left on average."""
    found: dict[Standing, list[float]] = defaultdict(list)
    for mutator in mutators:
        found[standing.get(mutator, Standing.UNSEEN)].append(left.get(mutator, 1.0))
    # In one order, so that sums are the same to the last digit.
    return {
        each: (len(found[each]) / len(mutators), _mean(found[each]))
        for each in Standing
        if each in found
    }


def _result(
    blueprint: Blueprint,
    here: Sequence[Section],
    questions: Mapping[str, float],
    ideas: Mapping[str, Sequence[str]],
    record: Record,
    draws: _Draws,
) -> Readiness:
    rng = random.Random(2)
    chances, scores, means = [], [], []
    for number in range(_DRAWS if here else 0):
        mean = variance = 0.0
        for section, asked in questions.items():
            share = draws.shares[section][number]
            mean += asked * share
            # An exam asks about other ideas each time, but about none twice.
            twice = min(1.0, (asked - 1) / max(1, len(ideas[section]) - 1))
            variance += asked * max(0.01, share * (1 - share) - twice * draws.spread[section])
        deviation = math.sqrt(variance)
        means.append(mean)
        scores.append(min(blueprint.questions, max(0.0, rng.gauss(mean, deviation))))
        away = (mean - blueprint.needed + 0.5) / deviation
        chances.append(0.5 * (1 + math.erf(away / math.sqrt(2))))
    sections = tuple(
        SectionReadiness(
            each.id,
            each.name,
            round(questions[each.id]),
            record.answers[each.id],
            len(ideas[each.id]),
            sum(mutator not in record.standing for mutator in ideas[each.id]),
            _mean(draws.shares[each.id]),
            _interval(draws.shares[each.id]),
            max(0, math.ceil(NEEDED_OF_SECTION - record.weights[each.id])),
        )
        for each in here
    )
    weight = sum(record.weights[each.id] for each in here)
    of_sections = sum(each.missing for each in sections)
    missing = max(0, math.ceil(NEEDED - weight), of_sections, NEEDED_LATELY - record.lately)
    told = bool(here) and missing == 0
    return Readiness(
        chance=_mean(chances) if told else None,
        interval=_interval(chances) if told else None,
        score=_mean(means),
        score_interval=_interval(scores),
        questions=blueprint.questions,
        needed=blueprint.needed,
        answers=sum(record.answers[each.id] for each in here),
        sections=sections,
        missing=missing,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _interval(values: Iterable[float]) -> Interval:
    ordered = sorted(values)
    if not ordered:
        return Interval(0.0, 0.0)
    cut = round((1 - LIKELY) / 2 * (len(ordered) - 1))
    return Interval(ordered[cut], ordered[-1 - cut])
