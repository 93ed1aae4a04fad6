"""Estimates how likely an idea is to be answered rightly: easy ones come first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trainer.learning.bank_index import IdeaFacts
from trainer.learning.history_rows import CardRecord

OWN_WEIGHT, GROUP_WEIGHT = 4.0, 10.0
"""How many reviews of an idea, or of ideas like it, count as much as the prior."""

_SILENT = 0.5
"""From which share of silent items on an idea counts as silent."""


@dataclass(frozen=True)
class Experience:
    """How the learner does with ideas of a kind, against the prior: a shift of the chance."""

    domains: Mapping[str, float] = field(default_factory=dict)
    silent: Mapping[bool, float] = field(default_factory=dict)


def prior(idea: IdeaFacts) -> float:
    """The chance by what the items are: a bug that raises, in a short program, over more lines, is
    found more easily. The weights are plain guesses; a learner's own answers outweigh them soon.
    """
    logit = 0.8 - 0.8 * idea.silent - 0.04 * (idea.snippet_lines - 15)
    logit += 0.2 * (min(idea.span_lines, 4) - 1)
    return 1 / (1 + math.exp(-logit))


def experience(ideas: Mapping[str, IdeaFacts], cards: Iterable[CardRecord]) -> Experience:
    """What the learner's cards say of ideas that have none yet."""
    by_domain: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, GROUP_WEIGHT])
    by_silence: defaultdict[bool, list[float]] = defaultdict(lambda: [0.0, GROUP_WEIGHT])
    for card in cards:
        idea = ideas.get(card.mutator)
        if idea is None:
            continue
        surplus = card.reviews - card.lapses - prior(idea) * card.reviews
        sums = [by_domain[domain] for domain in idea.domains]
        for group in (*sums, by_silence[idea.silent >= _SILENT]):
            group[0] += surplus
            group[1] += card.reviews
    return Experience(
        {domain: surplus / reviews for domain, (surplus, reviews) in by_domain.items()},
        {silent: surplus / reviews for silent, (surplus, reviews) in by_silence.items()},
    )


def chance(idea: IdeaFacts, card: CardRecord | None, learner: Experience) -> float:
    """The chance of a right answer, between 0 and 1."""
    domains = [learner.domains.get(domain, 0.0) for domain in idea.domains]
    shift = sum(domains) / len(domains) if domains else 0.0
    shift += learner.silent.get(idea.silent >= _SILENT, 0.0)
    expected = min(0.98, max(0.02, prior(idea) + shift / 2))
    if card is None:
        return expected
    right = card.reviews - card.lapses
    return (OWN_WEIGHT * expected + right) / (OWN_WEIGHT + card.reviews)
