"""Builds questions: the code shown, the lines that answer it, hints, and what it might do."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item, Original
from trainer.model import Idea, Snippet

MOST_OPTIONS = 4
LONGEST_OUTCOME = 140
"""Characters: two lines of an 80-column screen."""

FEWEST_HINT_LINES = 4
"""A hint that names fewer lines would be the answer."""

_SAMPLE = 60
"""How many bugs of a domain or of the bank are looked through for options, of however many."""


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
    """What brought the question: `review`, `new`, `extra` or `exam`."""
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


def question_of_item(bank: Bank, item: Item, why: str, rng: random.Random) -> Question | None:
    """The question about a bug; None where its idea cannot be read."""
    idea = bank.idea(item.mutator)
    if idea is None:
        return None
    right = outcome_text(item)
    options = outcome_options(bank, item, rng)
    return Question(
        kind=Kind.SPOT,
        key=item.id,
        why=why,
        ran_on=item.proof.ran_on,
        snippet=item.snippet,
        given=item.given,
        code=item.code,
        answer_lines=item.answer_lines,
        hint_lines=hint_lines(item.code, item.answer_lines, rng),
        hint=idea.hint,
        options=tuple(Option(text, text == right) for text in options),
        item=item,
        idea=idea,
    )


def question_of_original(
    bank: Bank, original: Original, why: str, rng: random.Random
) -> Question | None:
    """The question about a program with nothing wrong; None where no idea of it can be read.

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
                kind=Kind.SPOT,
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


def outcome_text(item: Item) -> str:
    """What a bug does, in at most two lines of a narrow screen."""
    message = _first_words(item.proof.message or "")
    if item.silent:
        return _shortened(f"Nothing is raised, but: {message or 'the result is wrong'}")
    name = item.proof.exception or "Exception"
    return _shortened(f"{name}: {message}" if message else name)


def outcome_options(bank: Bank, item: Item, rng: random.Random) -> tuple[str, ...]:
    """What the bug does among what up to three others really did, shuffled.

    The others are bugs of this snippet if there are enough, else of its domain, else any; never one
    that may be true of this bug as well. Options that raise and options that don't are balanced
    where they can be, and at least one other is of the right one's kind: its form must not tell it.
    """
    right = outcome_text(item)
    chosen: dict[str, bool] = {right: item.silent}
    spare: str | None = None
    for pool in _pools(bank, item, rng):
        texts = {
            outcome_text(other): other.silent
            for other in pool
            if other.mutator != item.mutator and not _may_hold_too(item, other)
        }
        left = {text: silent for text, silent in texts.items() if text not in chosen}
        while left and len(chosen) < MOST_OPTIONS:
            rarer = _rarer_kind(chosen.values())
            text = next((text for text in left if left[text] == rarer), next(iter(left)))
            chosen[text] = left.pop(text)
        spare = spare or next((text for text in left if left[text] == item.silent), None)
        if len(chosen) == MOST_OPTIONS and (_has_company(chosen, right) or spare):
            break
    if not _has_company(chosen, right) and spare and spare not in chosen:
        if len(chosen) == MOST_OPTIONS:
            del chosen[list(chosen)[-1]]
        chosen[spare] = item.silent
    options = list(chosen)
    rng.shuffle(options)
    return tuple(options)


def hint_lines(code: str, answer: range, rng: random.Random) -> range:
    """The lines of the statement that holds the bug, and of neighbours where that is too little.

    On which side neighbours are added is drawn: the bug must not always stand in the middle.
    """
    parts = _statements(code)
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


def _statements(code: str) -> list[range]:
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


def _pools(bank: Bank, item: Item, rng: random.Random) -> Iterable[list[Item]]:
    """Where options come from, the nearest first; each in an order that was drawn."""
    near = list(bank.by_snippet[item.snippet.name])
    rng.shuffle(near)
    yield near
    for pool in (bank.by_domain[item.domain], bank.items):
        yield rng.sample(pool, min(_SAMPLE, len(pool)))


def _may_hold_too(item: Item, other: Item) -> bool:
    """Whether what the other bug did may be true of this one as well.

    A check ends with the first assertion that fails. So of two silent bugs of one program, all
    that is known to hold for the one is what its check asserts before.
    """
    if not (item.silent and other.silent and item.snippet.name == other.snippet.name):
        return False
    order = _assertions(item.snippet.check.text)
    mine, others = order.get(item.proof.message or ""), order.get(other.proof.message or "")
    return mine is None or others is None or others >= mine


@lru_cache(maxsize=16)
def _assertions(check: str) -> dict[str, int]:
    """What each assertion of a check says, to the number of the statement that it is (in)."""
    found: dict[str, int] = {}
    for number, statement in enumerate(ast.parse(check).body):
        if isinstance(statement, ast.FunctionDef):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Assert) and isinstance(node.msg, ast.Constant):
                found.setdefault(str(node.msg.value), number)
    return found


def _rarer_kind(kinds: Iterable[bool]) -> bool:
    silent = list(kinds)
    return sum(silent) * 2 < len(silent)


def _has_company(chosen: dict[str, bool], right: str) -> bool:
    """Whether another option is of the right one's kind, raising or silent."""
    return list(chosen.values()).count(chosen[right]) > 1


def _first_words(message: str) -> str:
    """The first line that says something; Java's errors begin with a line that does not."""
    lines = [line.strip() for line in message.strip().splitlines() if line.strip()]
    if len(lines) > 1 and lines[1].startswith(": "):
        return lines[0] + lines[1]
    return lines[0] if lines else ""


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_OUTCOME:
        return text
    return text[: LONGEST_OUTCOME - 2].rsplit(" ", 1)[0] + " …"
