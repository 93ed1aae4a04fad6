"""Says how it is right, before a question that a novice, or who misses it often, would guess at."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from trainer.learning.bank import Bank, Item
from trainer.learning.questions import statements
from trainer.model import Idea

MOST_LINES = 12
"""A statement with more lines is shown only where it was changed."""


@dataclass(frozen=True)
class Lesson:
    """One idea, shown right."""

    idea: Idea
    before: str
    """Correct code."""
    after: str | None = None
    """What breaks it; None where the question will show that."""


def lesson_for(bank: Bank, item: Item, is_leech: bool) -> Lesson | None:
    """A novice sees the correct lines, of another program where there is one; who has missed the
    idea often sees the whole correct program, and what breaks it. None where the idea cannot be
    read.
    """
    idea = bank.idea(item.mutator)
    if idea is None:
        return None
    if is_leech:
        return Lesson(idea, item.snippet.code.text, dedent(item.proof.after))
    return Lesson(idea, correct_lines(_elsewhere(bank, item) or item))


def correct_lines(item: Item) -> str:
    """The statements that hold the bug's place, as they are in the correct program."""
    first, last = item.proof.span
    code = item.snippet.code.text
    touched = [
        lines for lines in statements(code) if lines.start <= last and first < lines.stop
    ] or [range(first, last + 1)]
    start, stop = touched[0].start, max(touched[-1].stop, last + 1)
    if stop - start > MOST_LINES:
        start, stop = first, last + 1
    return dedent("\n".join(code.split("\n")[start - 1 : stop - 1]))


def _elsewhere(bank: Bank, item: Item) -> Item | None:
    """An item of the same idea in another program."""
    others = (facts for facts in bank.facts(item.mutator) if facts.snippet != item.snippet.name)
    found = next(others, None)
    return bank.item(found.id) if found else None
