"""Chooses what comes next: which idea, in which program, asked in which way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, IdeaFacts, ItemFacts
from trainer.learning.blueprints import Blueprint
from trainer.learning.difficulty import chance, experience
from trainer.learning.history_rows import CardRecord

LEECH_LAPSES = 4
"""How often an idea must have been missed to count as a leech, if it is still not remembered."""

JITTER = 0.05
"""By how much, as a chance, the order of new ideas may differ from session to session."""

_NEW_WEIGHTS = {Kind.SPOT: 3, Kind.OUTCOME: 1}
_WEIGHTS = {Kind.SPOT: 3, Kind.BLANK: 3, Kind.OUTCOME: 2, Kind.FIX: 1}
"""How often each kind comes, where all are possible. A gap would show a novice where the bug is,
and to mend what one has never seen is a riddle."""

REVIEWS_IN_A_ROW = 3
"""After so many reviews one new idea comes, however many are due: or one who is behind would never
meet the rest of the exam."""

FIX_REVIEWS = 2
"""After how many reviews of an idea it may be asked by a program to be mended."""


@dataclass(frozen=True)
class Candidate:
    """An idea that may come next."""

    reason: str
    """`missed`, `review`, `new` or `extra`."""
    mutator: str
    card: CardRecord | None = None
    section: str = ""
    """The section that a new idea stands for: its program is one of these."""

    @property
    def is_leech(self) -> bool:
        return self.card is not None and is_leech(self.card)

    @property
    def why(self) -> str:
        """What a question says of it: its reason, or `leech`."""
        return "leech" if self.is_leech else self.reason


def is_leech(card: CardRecord) -> bool:
    """Whether an idea is missed again and again: more than half of its many reviews."""
    return card.lapses >= LEECH_LAPSES and 2 * card.lapses > card.reviews


class Choice:
    """Puts the ideas of a bank into the order of one session."""

    def __init__(self, bank: Bank, blueprint: Blueprint, rng: random.Random) -> None:
        self._bank = bank
        self._blueprint = blueprint
        self._rng = rng
        self._jitter = {mutator: rng.uniform(-JITTER, JITTER) for mutator in bank.ideas}
        self._reviews = 0
        self._sections: dict[str, str] = {}
        for subject in bank.subjects:
            section = blueprint.section_of(subject.topic)
            self._sections[subject.name] = section.id if section else ""

    def candidates(
        self, cards: Sequence[CardRecord], now: datetime, missed: Iterable[str] = ()
    ) -> Iterator[Candidate]:
        """What was missed and is to be drilled; what is due, the longest overdue first, and new
        ideas after it or between; then what is due soonest. `cards` are in the order of their days.
        """
        known = {card.mutator: card for card in cards}
        for mutator in missed:
            if mutator in self._bank.ideas:
                yield Candidate("missed", mutator, known.get(mutator))
        here = [card for card in cards if card.mutator in self._bank.ideas]
        due = (Candidate("review", card.mutator, card) for card in here if card.due <= now)
        in_turn = [due, self._new(known)]
        if self._reviews >= REVIEWS_IN_A_ROW:
            in_turn.reverse()
        yield from chain(*in_turn)
        for card in here:
            if card.due > now:
                yield Candidate("extra", card.mutator, card)

    def asked(self, candidate: Candidate) -> None:
        """To be told which of the candidates came."""
        self._reviews = self._reviews + 1 if candidate.reason == "review" else 0

    def items(
        self, candidate: Candidate, seen: Mapping[str, int], last_snippet: str | None
    ) -> list[ItemFacts]:
        """The items of an idea, best first: in another program than last time, not seen for
        longest, not in the program that was just on screen. `seen` grows by time.
        """
        facts = self._bank.facts(candidate.mutator)
        if candidate.section:
            facts = [each for each in facts if self._sections[each.snippet] == candidate.section]
        before = candidate.card.last_snippet if candidate.card else None
        return sorted(
            facts,
            key=lambda each: (
                each.snippet == before,
                seen.get(each.id, 0),
                each.snippet == last_snippet,
                self._rng.random(),
            ),
        )

    def kinds(self, candidate: Candidate, allowed: Collection[Kind]) -> list[Kind]:
        """The kinds in which an idea may be asked, in an order that was drawn by their weights."""
        card = candidate.card
        weights = _WEIGHTS if card else _NEW_WEIGHTS
        left = {
            kind: weights[kind]
            for kind in allowed
            if kind in weights
            and (kind is not Kind.FIX or (card is not None and card.reviews >= FIX_REVIEWS))
        }
        # Who wants nothing but what a novice is spared gets it all the same.
        left = left or dict.fromkeys(allowed, 1)
        order = []
        while left:
            [kind] = self._rng.choices(list(left), list(left.values()))
            order.append(kind)
            del left[kind]
        return order

    def _new(self, known: Mapping[str, CardRecord]) -> Iterator[Candidate]:
        """Ideas without a card: the section first that lags most behind its weight, and in it what
        needs no idea that is new itself, the easy ones first. What the exam does not ask any more
        comes last.
        """
        learner = experience(self._bank.ideas, known.values())
        queues: dict[str, list[str]] = {}
        for mutator, idea in self._bank.ideas.items():
            if mutator not in known:
                for section in self._sections_of(idea):
                    queues.setdefault(section, []).append(mutator)

        def order(mutator: str) -> tuple[int, float]:
            idea = self._bank.ideas[mutator]
            open_ones = sum(other not in known for other in idea.prerequisites)
            return open_ones, -chance(idea, None, learner) + self._jitter[mutator]

        for queue in queues.values():
            queue.sort(key=order, reverse=True)
        legacy = queues.pop("", [])
        met = Counter(self._sections.get(card.last_snippet, "") for card in known.values())
        weights = {section.id: section.weight for section in self._blueprint.sections}
        given: set[str] = set()
        while queues:
            section = min(queues, key=lambda id_: (met[id_] + 1) / weights[id_])
            mutator = queues[section].pop()
            if not queues[section]:
                del queues[section]
            if mutator not in given:
                given.add(mutator)
                met[section] += 1
                yield Candidate("new", mutator, section=section)
        for mutator in reversed(legacy):
            if mutator not in given:
                yield Candidate("new", mutator)

    def _sections_of(self, idea: IdeaFacts) -> Iterable[str]:
        # A dict keeps its order: the same seed must give the same order in every process.
        found = (self._blueprint.section_of(topic) for topic in idea.topics)
        return dict.fromkeys(section.id if section else "" for section in found)
