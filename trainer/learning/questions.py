"""What a question is: the code shown, the lines that answer it, hints, and what to choose from."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.model import Idea, Snippet

MOST_OPTIONS = 4

FEWEST_HINT_LINES = 4
"""A hint that names fewer lines would be the answer."""


@dataclass(frozen=True)
class Option:
    """One of what can be chosen from."""

    text: str
    right: bool
    did: str = ""
    """What the program did with it when it ran; empty where `text` says it."""
    parts: tuple[str, ...] = ()
    """What goes into each blank, in their order; empty where nothing is filled in."""


@dataclass(frozen=True)
class Question:
    """One program and what is asked of it.

    `key` is the id of the item it is about, or the snippet's name for an original; `item`, `idea`
    and `mutator` are None then.
    """

    kind: Kind
    key: str
    why: str
    """What brought the question: `review`, `new`, `extra`, `missed`, `leech` or `exam`."""
    ran_on: str
    snippet: Snippet
    given: dict[str, str]
    code: str
    """As shown, with gaps where something is to be filled in."""
    answer_lines: range
    """Where the bug stands, or the first gap to the last; empty for an original."""
    hint_lines: range
    hint: str
    options: tuple[Option, ...] = ()
    """What the program might do, or what might fill the gaps; one of them is right. Empty where
    there is nothing to choose."""
    fixes: tuple[Option, ...] = ()
    """What might stand in the place of the bug, one of them the original, for the last step of
    `spot`; empty where there is no such step."""
    item: Item | None = None
    idea: Idea | None = None

    @property
    def lines(self) -> list[str]:
        return self.code.split("\n")

    @property
    def is_original(self) -> bool:
        return self.item is None

    @property
    def mutator(self) -> str | None:
        """The idea whose card the answer moves."""
        return self.item.mutator if self.item else None


def right_one(options: Sequence[Option]) -> int:
    """The index of the right option."""
    return next(index for index, option in enumerate(options) if option.right)


def about_item(bank: Bank, item: Item, kind: Kind, why: str, rng: random.Random) -> Question | None:
    """The broken program, with hints and nothing to choose; None where its idea cannot be read."""
    idea = bank.idea(item.mutator)
    if idea is None:
        return None
    code = item.code
    return Question(
        kind=kind,
        key=item.id,
        why=why,
        ran_on=item.proof.ran_on,
        snippet=item.snippet,
        given=item.given,
        code=code,
        answer_lines=item.answer_lines,
        hint_lines=hint_lines(code, item.answer_lines, rng),
        hint=idea.hint,
        item=item,
        idea=idea,
    )


def about_original(
    bank: Bank, original: Original, kind: Kind, why: str, rng: random.Random
) -> Question | None:
    """The correct program, with nothing to choose; None where no idea of it can be read.

    Its hints are those of a bug that the program does not have, so that hints don't tell.
    """
    name = original.snippet.name
    decoys = list(bank.by_snippet[name])
    rng.shuffle(decoys)
    for decoy in decoys:
        idea = bank.idea(decoy.mutator)
        if idea is not None:
            first, last = decoy.proof.span
            code = original.snippet.code.text
            return Question(
                kind=kind,
                key=name,
                why=why,
                ran_on=decoy.proof.ran_on,
                snippet=original.snippet,
                given=original.given,
                code=code,
                answer_lines=range(0),
                hint_lines=hint_lines(code, range(first, last + 1), rng),
                hint=idea.hint,
            )
    return None


def hint_lines(code: str, answer: range, rng: random.Random) -> range:
    """The lines of the statement that holds the bug, and of neighbours where that is too little.

    On which side neighbours are added is drawn: the bug must not always stand in the middle.
    """
    parts = statements(code)
    first = last = _index_at(parts, answer.start)
    while parts[last].stop < answer.stop and last < len(parts) - 1:
        last += 1
    while True:
        found = range(parts[first].start, parts[last].stop)
        if len(found) >= FEWEST_HINT_LINES and len(found) > len(answer):
            return found
        if first == 0 and last == len(parts) - 1:
            return found
        if last == len(parts) - 1 or (first > 0 and rng.random() < 0.5):
            first -= 1
        else:
            last += 1


def statements(code: str) -> list[range]:
    """The lines of each simple statement and of each compound statement's header, in order."""
    found: list[range] = []

    def visit(body: Iterable[ast.stmt]) -> None:
        for node in body:
            start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            inner = list(_children(node))
            if not inner:
                found.append(range(start, (node.end_lineno or node.lineno) + 1))
                continue
            top = min(child.lineno for child in inner)
            found.append(range(start, max(top, start + 1)))
            visit(inner)

    try:
        visit(ast.parse(code).body)
    except SyntaxError:
        found = []
    return found or [range(n, n + 1) for n in range(1, code.count("\n") + 2)]


def _children(node: ast.stmt) -> Iterable[ast.stmt]:
    """The statements right below a compound one, those of handlers and cases included."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from child.body


def _index_at(parts: list[range], line: int) -> int:
    """The part that holds the line, or the last one before it."""
    before = [number for number, part in enumerate(parts) if part.start <= line]
    return before[-1] if before else 0
