"""Combines a snippet's mutants: two or three mistakes at different places of one program."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import reduce
from itertools import combinations as choices
from operator import xor

from trainer.model import Mutant, apply_change

MOST_PAIRS = 4
"""The most combined mutants of two parts that a snippet gets."""

MOST_TRIPLES = 1
"""The most combined mutants of three parts that a snippet gets."""

_POOL = 20
"""How many of a snippet's mutants can be parts; of so many there are 1140 triples to rank."""

_WORD = re.compile(r"\w+")

_Parts = tuple[Mutant, ...]
"""Mutants of one snippet, in the order of their places."""


def combinations(mutants: Sequence[Mutant], code: str) -> list[Mutant]:
    """Combined mutants of a snippet, made of its single ones; `code` is what the snippet shows.

    The parts are of different mutators and in different statements, with an unchanged line between
    them; none changes the import of what another one uses. A hash of their ids chooses, so that
    most choices stay when mutators are added; mutators and places that are in no other combination
    of the same size come first.
    """
    pool = sorted(mutants, key=_digest)[:_POOL]
    pool.sort(key=lambda mutant: (mutant.span, mutant.mutator, mutant.number))
    apart = _apart(pool, code)
    chosen = _choose(pool, apart, 2, MOST_PAIRS, code) + _choose(pool, apart, 3, MOST_TRIPLES, code)
    chosen.sort(key=lambda parts: [(part.span, part.mutator, part.number) for part in parts])
    numbers: Counter[str] = Counter()
    made = []
    for parts in chosen:
        mutator = "+".join(part.mutator for part in parts)
        numbers[mutator] += 1
        made.append(_combined(parts, code, mutator, numbers[mutator]))
    return made


def _choose(
    pool: list[Mutant], apart: set[tuple[int, int]], size: int, most: int, code: str
) -> list[_Parts]:
    digests = [_digest(mutant) for mutant in pool]
    candidates = {
        indices: reduce(xor, (digests[index] for index in indices))
        for indices in choices(range(len(pool)), size)
        if apart.issuperset(choices(indices, 2))
    }
    chosen: list[_Parts] = []
    uses: Counter[str] = Counter()
    places: set[tuple[int, int]] = set()
    while candidates and len(chosen) < most:
        best = min(
            candidates,
            key=lambda indices: (
                sum(uses[pool[index].mutator] for index in indices),
                sum(pool[index].span in places for index in indices),
                candidates[indices],
            ),
        )
        del candidates[best]
        parts = tuple(pool[index] for index in best)
        if not _parses(_applied(parts, code)):
            continue
        chosen.append(parts)
        uses.update(part.mutator for part in parts)
        places.update(part.span for part in parts)
    return chosen


def _apart(pool: list[Mutant], code: str) -> set[tuple[int, int]]:
    """Which two mutants, by their indices, can be parts of one."""
    tree = ast.parse(code)
    owners, imports = _owners(tree), _imports(tree)
    lines = code.split("\n")
    changed, used = [], []
    for mutant in pool:
        span = range(mutant.span[0], mutant.span[1] + 1)
        statements = {owners.get(line, line) for line in span}
        texts = [lines[line - 1] for line, owner in owners.items() if owner in statements]
        words = {word for text in (*texts, mutant.after) for word in _WORD.findall(text)}
        changed.append(statements)
        used.append({line for word in words for line in imports.get(word, ())})
    return {
        (one, other)
        for one, other in choices(range(len(pool)), 2)
        if pool[one].mutator != pool[other].mutator
        and pool[other].span[0] > pool[one].span[1] + 1
        and changed[one].isdisjoint(changed[other] | used[other])
        and changed[other].isdisjoint(used[one])
    }


def _combined(parts: _Parts, code: str, mutator: str, number: int) -> Mutant:
    first, last = parts[0].span[0], parts[-1].span[1]
    lines, after = code.split("\n"), _applied(parts, code).split("\n")
    return Mutant(
        snippet=parts[0].snippet,
        mutator=mutator,
        number=number,
        span=(first, last),
        before="\n".join(lines[first - 1 : last]),
        after="\n".join(after[first - 1 : last + len(after) - len(lines)]),
    )


def _applied(parts: _Parts, code: str) -> str:
    for part in reversed(parts):
        code = apply_change(code, part.span, part.after)
    return code


def _owners(tree: ast.Module) -> dict[int, int]:
    """Each line's innermost statement, as the line on which it begins.

    The formatter lays out each statement by itself, so changes in two of them don't meet.
    """
    owners: dict[int, int] = {}
    for node in ast.walk(tree):  # outer statements come first
        if isinstance(node, ast.stmt):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            owners.update(dict.fromkeys(lines, node.lineno))
    return owners


def _imports(tree: ast.Module) -> dict[str, set[int]]:
    """By name that imports bind, the lines on which they begin."""
    lines: dict[str, set[int]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                lines.setdefault(name, set()).add(node.lineno)
    return lines


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def _digest(mutant: Mutant) -> int:
    return int.from_bytes(hashlib.sha256(mutant.id.encode()).digest())
