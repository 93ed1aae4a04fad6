"""A program and its mutants, made from lines of code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from trainer.model import Cell, Mutant, Outcome, Snippet
from trainer.runtime.engine import Engine
from trainer.runtime.runs import Runs


def run_lines(
    engine: Engine,
    code: str,
    mutants: Sequence[tuple[int, str]] = (),
    given: str = "",
    check: str = "pass",
) -> tuple[Runs, list[Outcome]]:
    """Runs a program; in the N-th mutant a line (from 1) is replaced by other text."""
    cells = [Cell(text, 1) for text in (given, code, check)]
    snippet = Snippet("small", Path("small.py"), "", "spark-ml", (), "", (), *cells)
    lines = code.split("\n")
    made = [
        Mutant("small", "rule", number, (line, line), lines[line - 1], after)
        for number, (line, after) in enumerate(mutants, 1)
    ]
    runs = engine.run(snippet, made)
    return runs, [runs.outcomes[each.id] for each in made if each.id in runs.outcomes]


@pytest.fixture(scope="session")
def lines():
    """`run_lines`."""
    return run_lines
