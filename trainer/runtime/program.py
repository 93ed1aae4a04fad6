"""Executes a program statement by statement and tells how it ended."""

from __future__ import annotations

import ast
import linecache
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

from trainer.model import Ending, Outcome, Snippet
from trainer.runtime.normalise import message_of, shortened
from trainer.runtime.stand_ins.usage import ran_on

GIVEN, SNIPPET, CHECK = "<given>", "<snippet>", "<check>"
"""The names under which tracebacks know the three cells."""

_CELLS = (GIVEN, SNIPPET, CHECK)

MOST_FRAMES = 20
"""Of a traceback."""

MOST_MATCHED = 100_000
"""Characters of a message in which a mutator's declaration is searched for."""


@dataclass(frozen=True)
class Cells:
    """The text of a whole program."""

    given: str
    code: str
    check: str

    @classmethod
    def of(cls, snippet: Snippet) -> Cells:
        return cls(snippet.given.text, snippet.code.text, snippet.check.text)

    def with_code(self, code: str) -> Cells:
        return replace(self, code=code)

    def statements(self) -> int:
        """How many top-level statements the shown code has. Raises SyntaxError."""
        return len(statements(SNIPPET, self.code))


def statements(cell: str, text: str) -> list[ast.stmt]:
    """The top-level statements of a cell. Raises SyntaxError."""
    return ast.parse(text, filename=cell).body


def first_difference(left: Iterable[ast.stmt], right: Iterable[ast.stmt]) -> int:
    """The index of the first top-level statement that differs in more than its place."""
    index = 0
    for one, other in zip(left, right, strict=False):
        if ast.dump(one) != ast.dump(other):
            break
        index += 1
    return index


def remember_source(cell: str, text: str) -> None:
    """Lets tracebacks, and whoever asks for a function's source, see the cell's lines."""
    linecache.cache[cell] = (len(text), None, text.splitlines(keepends=True), cell)


def execute(cell: str, nodes: Iterable[ast.stmt], namespace: dict[str, Any]) -> None:
    for node in nodes:
        exec(_compiled(cell, node), namespace)


def _compiled(cell: str, node: ast.stmt) -> CodeType:
    return compile(ast.Module([node], []), cell, "exec", dont_inherit=True, optimize=0)


def passed(started: float) -> Outcome:
    return Outcome(Ending.PASSED, time.monotonic() - started, ran_on=ran_on())


def failed(
    error: BaseException, cell: str, started: float, statement: int | None = None
) -> Outcome:
    """The outcome of a program that raised while `cell` ran; `started` is of time.monotonic."""
    seconds = time.monotonic() - started
    if cell == GIVEN:
        ending = Ending.GIVEN_RAISED
    elif cell == SNIPPET:
        ending = Ending.RAISED
    elif isinstance(error, AssertionError) and _is_asserted(error.__traceback__):
        ending = Ending.CHECK_FAILED
    else:
        ending = Ending.CHECK_RAISED
    frames = _frames(error.__traceback__)
    # What the check calls may lie in the shown code, but the shown code did not raise.
    lines = [frame.lineno for frame in frames if cell == frame.filename == SNIPPET]
    if cell == SNIPPET and isinstance(error, SyntaxError) and error.filename == SNIPPET:
        lines = [error.lineno]
    full_message = message_of(error)
    message = shortened(full_message)
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        name = f"{kind.__module__}.{name}"
    trace = "".join(
        [
            "Traceback (most recent call last):\n",
            *traceback.StackSummary.from_list(frames).format(),
            f"{name}: {message}" if message else name,
        ]
    )
    return Outcome(
        ending=ending,
        seconds=seconds,
        exception=kind.__name__,
        bases=tuple(base.__name__ for base in kind.__mro__),
        message=message,
        full_message=full_message[:MOST_MATCHED],
        line=lines[-1] if lines else None,
        traceback=trace.encode("utf-8", "backslashreplace").decode(),
        statement=statement,
        ran_on=ran_on(),
    )


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    """The frames of the program's own cells; of a long recursion its two ends."""
    frames = [frame for frame in traceback.extract_tb(trace) if frame.filename in _CELLS]
    if len(frames) > MOST_FRAMES:
        return frames[: MOST_FRAMES // 2] + frames[-MOST_FRAMES // 2 :]
    return frames


def _is_asserted(trace: TracebackType | None) -> bool:
    """Whether an assertion is the program's, or one of a library for testing.

    An assertion that fails inside another library is an error of that library.
    """
    innermost = traceback.extract_tb(trace)[-1].filename
    return innermost in _CELLS or "testing" in Path(innermost).parent.name


def places(code: str, mutants: Mapping[str, str]) -> dict[str, int]:
    """By mutant, the index of the statement before which its code leaves the snippet's path."""
    nodes = statements(SNIPPET, code)
    found = {}
    for id_, text in mutants.items():
        changed = first_difference(nodes, statements(SNIPPET, text))
        # A mutant that only adds a last statement leaves before the snippet's own last one.
        found[id_] = min(changed, len(nodes) - 1)
    return found
