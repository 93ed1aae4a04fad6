"""Chooses what stands beside the right option, so that its looks don't tell it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from trainer.learning.lots import lot
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
    return least_telling([(right, [*always, *chosen]) for chosen in sets])[1]


def least_telling(ways: Sequence[tuple[Option, list[Option]]]) -> tuple[Option, list[Option]]:
    """Of several right options with their distractors those whose looks tell least.

    Each mutant differs from the original in one place, so the original tends to be the longest
    option, and the one that is most like all others. It has both ranks often enough where there is
    no choice; so where there is, the fewest are shorter, the most as long, and the fewest less like
    the others.
    """

    def telling(way: tuple[Option, list[Option]]) -> tuple[int, int, int]:
        options = [way[0], *way[1]]
        sizes = lengths(options)
        return rank(sizes), -sizes.count(sizes[0]), rank(likenesses(options))

    return min(ways, key=telling)


Shares = Mapping[int, Sequence[float]]
"""Of how many originals what is shorter in so many of the other options is offered with them.

By the number of options, then by how many are shorter. Few mutants are longer than their original,
so that few originals are the shortest option; of the others as many are left out as it takes to
make no length a tell. `tells` measures it.
"""

OFFERED_IN_GAPS: Shares = {3: (1.0, 0.55, 0.4), 4: (1.0, 0.55, 0.45, 0.45)}

OFFERED_AS_FIXES: Shares = {3: (1.0, 0.45, 0.35), 4: (1.0, 0.5, 0.2, 0.7)}


def is_fair(id_: str, options: Sequence[Option], offered: Shares) -> bool:
    """Whether these options about an item are among those that are offered, by its id."""
    right = [option for option in options if option.right]
    if len(right) != 1:
        return True
    shorter = sum(len(option.text) < len(right[0].text) for option in options)
    share = offered.get(len(options), ())[shorter : shorter + 1]
    return lot(id_) < (share[0] if share else 1.0)


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
