"""Finds the blanks that `trainer new` leaves for an author to fill in: `TODO(WHAT): a hint`."""

from __future__ import annotations

import re
from pathlib import Path

from trainer.errors import DeckError, Problem

_BLANK = re.compile(rb'TODO\((?P<what>[^()\n]+)\)(?:: (?P<hint>[^"\n]*))?')


def blanks(path: Path) -> list[Problem]:
    """One problem for each blank that a file still has; none where it cannot be read."""
    try:
        text = path.read_bytes()
    except OSError:
        return []
    return [_problem(path, text, found) for found in _BLANK.finditer(text)]


def refuse_blanks(path: Path) -> None:
    """Raises DeckError with the first blank of a file, if it has one."""
    for problem in blanks(path):
        raise DeckError(problem)


def _problem(path: Path, text: bytes, found: re.Match[bytes]) -> Problem:
    line = text.count(b"\n", 0, found.start()) + 1
    what, hint = (part.decode(errors="replace") for part in (found["what"], found["hint"] or b""))
    return Problem(
        path, line, f"fill in: {what}.", f"{hint[:1].upper()}{hint[1:]}." if hint else ""
    )
