"""Finds the places of a program that may be left out as a gap: names, arguments, expressions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

Place = tuple[int, int]
"""The index of the first character and of the one after the last."""


@lru_cache(maxsize=64)
def places(code: str) -> tuple[Place, ...]:
    """The places of a program, the shorter first; none where it does not parse."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return ()
    lines = code.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def index(line: int, column: int) -> int:
        """`column` counts bytes."""
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def place(node: ast.expr | ast.keyword) -> Place:
        return (
            index(node.lineno, node.col_offset),
            index(node.end_lineno or node.lineno, node.end_col_offset or 0),
        )

    def visit(node: ast.AST) -> Iterator[Place]:
        if isinstance(node, ast.expr | ast.keyword):
            yield place(node)
        if isinstance(node, ast.Attribute):
            end = place(node)[1]
            yield end - len(node.attr), end
        if isinstance(node, ast.keyword) and node.arg:
            start = place(node)[0]
            yield start, start + len(node.arg)
        if isinstance(node, ast.Call):
            arguments = sorted([*map(place, node.args), *map(place, node.keywords)])
            for number, (start, _) in enumerate(arguments):
                yield from ((start, end) for _, end in arguments[number + 1 :])
        if isinstance(node, ast.JoinedStr):
            return  # Python before 3.12 does not know where its parts stand.
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    return tuple(sorted(set(visit(tree)), key=lambda each: (each[1] - each[0], each)))
