"""Artificial learners: what they know at first, how they learn, forget, guess and slip.

Their memory is not the scheduler's: curves, growth and spread are their own and differ among them.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import datetime

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.drill import Drill
from trainer.learning.questions import Question, right_one


@dataclass(frozen=True)
class Character:
    """What makes one learner unlike another."""

    known: float
    """The log odds of knowing an idea beforehand, on average."""
    domain_spread: float
    idea_spread: float
    """Of these log odds: standard deviations by domain and by idea."""
    first_days: float
    """Days after which an idea met once is remembered nine times in ten."""
    growth: float
    """By how much a memory that was about to be lost gets longer, when it is found again."""
    massed: float
    """How much of that is gained where nothing was lost yet, minutes after the last time."""
    lost: float
    """What a miss leaves of it."""
    exponential: bool
    """Whether forgetting has a thin tail; else it is a power of time."""
    slip: float
    """The chance of a mistake although the idea is remembered."""
    vigilance: float
    """The chance to clear a program in which nothing is wrong."""
    lesson: float
    """How often a lesson just before a question helps who does not know."""
    lines: float
    options: float
    """Among how many lines or options one guesses who does not know: some are plainly absurd."""


def mixed_characters(rng: random.Random) -> Character:
    """Learners of whom most are neither hopeless nor perfect."""
    return Character(
        known=rng.gauss(-0.9, 1.1),
        domain_spread=rng.uniform(0.2, 0.9),
        idea_spread=rng.uniform(0.8, 2.2),
        first_days=math.exp(rng.gauss(0.7, 0.7)),
        growth=rng.uniform(1.0, 4.0),
        massed=rng.uniform(0.0, 0.15),
        lost=rng.uniform(0.2, 0.5),
        exponential=rng.random() < 0.5,
        slip=rng.uniform(0.02, 0.2),
        vigilance=rng.uniform(0.45, 0.95),
        lesson=rng.uniform(0.2, 0.7),
        lines=rng.uniform(4, 10),
        options=rng.uniform(2.5, 4),
    )


def other_characters(rng: random.Random) -> Character:
    """Learners of another make: nearly all or nothing, quick to forget or hardly at all."""
    return Character(
        known=rng.choice([-2.2, -0.7, 0.3]) + rng.gauss(0, 0.4),
        domain_spread=rng.uniform(0.0, 1.4),
        idea_spread=rng.choice([0.4, 3.0]),
        first_days=rng.choice([0.7, 1.5, 5.0, 12.0]) * rng.uniform(0.8, 1.25),
        growth=rng.choice([0.6, 2.0, 6.0]),
        massed=rng.choice([0.0, 0.1, 0.2]),
        lost=rng.uniform(0.05, 0.8),
        exponential=rng.random() < 0.5,
        slip=rng.uniform(0.0, 0.3),
        vigilance=rng.uniform(0.3, 1.0),
        lesson=rng.choice([0.0, 0.5, 0.9]),
        lines=rng.uniform(3, 14),
        options=rng.uniform(2, 4),
    )


def unlike_characters(rng: random.Random) -> Character:
    """Learners about whom nothing was thought: anything, far apart, is as likely."""
    return Character(
        known=rng.uniform(-3.0, 1.5),
        domain_spread=rng.uniform(0.0, 2.0),
        idea_spread=rng.uniform(0.0, 4.0),
        first_days=math.exp(rng.uniform(math.log(0.4), math.log(20))),
        growth=math.exp(rng.uniform(math.log(0.3), math.log(8))),
        massed=rng.uniform(0.0, 0.3),
        lost=rng.uniform(0.0, 1.0),
        exponential=rng.random() < 0.5,
        slip=rng.uniform(0.0, 0.25),
        vigilance=rng.uniform(0.2, 1.0),
        lesson=rng.uniform(0.0, 1.0),
        lines=rng.uniform(2, 20),
        options=rng.uniform(1.8, 4),
    )


class Learner:
    """One who answers by chance, and remembers what a reveal tells."""

    def __init__(self, bank: Bank, character: Character, rng: random.Random) -> None:
        self.character = character
        self._rng = rng
        domains = {idea.mutator: next(iter(idea.domains)) for idea in bank.ideas.values()}
        shift = {
            domain: rng.gauss(0, character.domain_spread)
            for domain in dict.fromkeys(domains.values())
        }
        self._known = {
            mutator: _share(character.known + shift[domain] + rng.gauss(0, character.idea_spread))
            for mutator, domain in domains.items()
        }
        self._ease = {mutator: math.exp(rng.gauss(0, 0.5)) for mutator in domains}
        self._memories: dict[str, tuple[float, datetime]] = {}

    def recall(self, mutator: str, now: datetime) -> float:
        """The chance that the idea is there when it is needed."""
        return 1 - (1 - self._known[mutator]) * (1 - self._remembered(mutator, now))

    def chance(
        self, mutator: str | None, kind: Kind, now: datetime, after_lesson: bool = False
    ) -> float:
        """The chance of a right answer; None is an original."""
        if mutator is None:
            return self.character.vigilance
        known = self.recall(mutator, now)
        if after_lesson:
            known += (1 - known) * self.character.lesson
        sure = known * (1 - self.character.slip)
        guess = {
            Kind.SPOT: 1 / self.character.lines,
            Kind.FIX: 0.0,
        }.get(kind, 1 / self.character.options)
        return sure + (1 - sure) * guess

    def answer(self, drill: Drill, now: datetime) -> bool:
        """Answers the drill's question; returns whether that was right."""
        question = drill.question
        assert question is not None
        lesson = drill.lesson is not None
        right = self._rng.random() < self.chance(question.mutator, question.kind, now, lesson)
        if question.kind is Kind.SPOT:
            drill.accuse(_line(question, right))
        elif question.kind is Kind.FIX:
            drill.hand_in(question.code, right)
        else:
            best = right_one(question.options)
            drill.choose(best if right else (best + 1) % len(question.options))
        self.read_reveal(question.mutator, right, now)
        return right

    def read_reveal(self, mutator: str | None, right: bool, now: datetime) -> None:
        """The memory that is left by a question and its reveal."""
        if mutator is None:
            return
        first = self.character.first_days * self._ease[mutator]
        days = first
        if mutator in self._memories:
            days = self._memories[mutator][0]
            faded = 1 - self._remembered(mutator, now)
            if right:
                gained = min(1.0, max(self.character.massed, 8 * faded))
                days *= 1 + self.character.growth * gained * days**-0.2
            else:
                days = max(first * 0.7, days * self.character.lost)
        self._memories[mutator] = days, now

    def _remembered(self, mutator: str, now: datetime) -> float:
        if mutator not in self._memories:
            return 0.0
        days, at = self._memories[mutator]
        past = (now - at).total_seconds() / 86400 / days
        return float(0.9**past) if self.character.exponential else 1 / (1 + past / 9)


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _line(question: Question, right: bool) -> int | None:
    """A line that is right, or one that is not; None for "nothing is wrong"."""
    if question.is_original:
        return None if right else 1
    return question.answer_lines.start if right else question.answer_lines.stop
