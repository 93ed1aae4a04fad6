"""Lays mutants out as the project's formatter would: a layout that it never leaves would be a tell.

ruff is that formatter. It has no Python interface, so each text costs a process of 20 ms; what it
is asked about is remembered by the caller's memo.
"""

from __future__ import annotations

import subprocess
from functools import lru_cache

from ruff import find_ruff_bin

LINE_LENGTH = 72
"""The most characters in a line of a snippet: it must fit a terminal of 80 columns, numbered."""


@lru_cache(maxsize=1000)
def formatted(code: str) -> str:
    """The code as ruff lays it out. Raises ValueError where ruff cannot."""
    done = subprocess.run(
        [find_ruff_bin(), "format", "--isolated", "--quiet", f"--line-length={LINE_LENGTH}", "-"],
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ValueError(f"ruff cannot format it: {done.stderr.strip()}")
    return done.stdout


def is_formatted(code: str) -> bool:
    return formatted(code) == code
