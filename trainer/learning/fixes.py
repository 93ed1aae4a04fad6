"""What belongs in the place of a bug: to choose from in `spot`, and to write in `fix`."""

from __future__ import annotations

import random
from collections.abc import Iterable
from textwrap import dedent

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item
from trainer.learning.distractors import draw
from trainer.learning.outcomes import FEWEST_OPTIONS, outcome_text
from trainer.learning.questions import (
    MOST_OPTIONS,
    Option,
    Question,
    about_item,
    statements,
)

MOST_LINES = 4
"""Four options of more lines would fill a small screen."""

DID_RUN = "Runs, and passes its check."
"""What the original of a program did."""


def fix_question(bank: Bank, item: Item, why: str, rng: random.Random) -> Question | None:
    """The broken program, to be mended; None where its idea cannot be read."""
    return about_item(bank, item, Kind.FIX, why, rng)


def fix_options(bank: Bank, item: Item, rng: random.Random) -> tuple[Option, ...]:
    """What might stand in the place of the bug: its original, and up to three that broke there.

    The place is the changed lines, or their whole statement where more is proven of that. What is
    on screen is among them only where there are too few others; with no other there is no step.
    `parts` holds the lines as they stand in the program, `text` the same without their margin.
    """
    code = item.snippet.code.text
    others: dict[str, Option] = {}
    for place in _places(item):
        found = _tried_in(place, code, [item, *bank.by_snippet[item.snippet.name]])
        if len(others) < MOST_OPTIONS + 1 and len(found) > len(others):
            others = found
    if len(others) < FEWEST_OPTIONS:
        return ()
    right, shown, *rest = others.values()
    enough = len(rest) >= MOST_OPTIONS - 1
    options = [right, *draw(right, [] if enough else [shown], rest, MOST_OPTIONS - 1, rng)]
    rng.shuffle(options)
    return tuple(options)


def _tried_in(place: range, code: str, bugs: Iterable[Item]) -> dict[str, Option]:
    """The original of a place, and what each bug makes of it, by what they look like."""
    lines = code.split("\n")
    original = "\n".join(lines[place.start - 1 : place.stop - 1])
    found = {_bare(original): Option(dedent(original), True, DID_RUN, (original,))}
    for bug in bugs:
        first, last = bug.proof.span
        if first < place.start or place.stop <= last:
            continue
        above, below = lines[place.start - 1 : first - 1], lines[last : place.stop - 1]
        text = "\n".join([*above, bug.proof.after, *below])
        option = Option(dedent(text), False, outcome_text(bug.proof), (text,))
        found.setdefault(_bare(text), option)
    return found


def _places(item: Item) -> list[range]:
    """The lines that may be replaced, the fewer first."""
    first, last = item.proof.span
    touched = [
        lines
        for lines in statements(item.snippet.code.text)
        if lines.start <= last and first < lines.stop
    ]
    start = min([first, *(lines.start for lines in touched)])
    stop = max([last + 1, *(lines.stop for lines in touched)])
    places = dict.fromkeys([range(first, last + 1), range(start, stop)])
    return [place for place in places if len(place) <= MOST_LINES]


def _bare(text: str) -> str:
    """The text without its layout, to tell whether two look the same."""
    return "".join(text.split())
