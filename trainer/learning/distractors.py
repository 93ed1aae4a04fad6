"""Chooses what stands beside the right option, so that its looks don't tell it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

from trainer.learning.questions import Option

_DRAWN_FROM = 8
"""How many distractors are looked at together: all sets of three of them are 56."""


def draw(
    right: Option, always: Sequence[Option], others: Sequence[Option], most: int, rng: random.Random
) -> list[Option]:
    """`always`, and of the others as many as make `most`; the set whose looks tell least."""
    pool = list(others)
    rng.shuffle(pool)
    count = min(most - len(always), len(pool))
    sets = combinations(pool[:_DRAWN_FROM], count)
    return least_telling([(right, [*always, *chosen]) for chosen in sets], rng)[1]


def least_telling(
    ways: Sequence[tuple[Option, list[Option]]], rng: random.Random
) -> tuple[Option, list[Option]]:
    """Of several right options with their distractors those whose looks tell least.

    Each mutant differs from the original in one place, so the original tends to be the longest
    option, and the one that is most like all others. Which place it should have by its length and
    by its likeness is drawn, never the last: it has that often enough where there is no choice.
    """
    if len(ways) == 1:
        return ways[0]
    longer, liker = rng.random(), rng.random()

    def distance(way: tuple[Option, list[Option]]) -> int:
        options = [way[0], *way[1]]
        least = len(options) - 1
        return abs(rank(lengths(options)) - int(longer * least)) + abs(
            rank(likenesses(options)) - int(liker * least)
        )

    return min(ways, key=distance)


def rank(values: Sequence[float]) -> int:
    """How many of the values are below the first."""
    return sum(value < values[0] for value in values)


def lengths(options: Sequence[Option]) -> list[float]:
    return [len(option.text) for option in options]


def likenesses(options: Sequence[Option]) -> list[float]:
    """How much each option has in common with the others, by pairs of characters."""
    pairs = [Counter(pairwise(option.text)) for option in options]
    sizes = [each.total() for each in pairs]
    found = [0.0] * len(options)
    for one, other in combinations(range(len(options)), 2):
        shared = 2 * (pairs[one] & pairs[other]).total() / (sizes[one] + sizes[other] or 1)
        found[one] += shared
        found[other] += shared
    return found
