"""A program whose outcomes are known: it opens every run, so that no blind engine is believed."""

from __future__ import annotations

from collections.abc import Mapping

from trainer.model import Ending, Outcome
from trainer.runtime.program import Cells

CANARY = Cells(
    given="rows = 3",
    code="frame = spark.range(rows)\ncolumn = 'id'\ntotal = frame.select(column).count()",
    check="assert total == 3, 'the total is wrong'",
)
"""Passes."""

CANARY_MUTANTS = {
    "passes": CANARY.code.replace("range(rows)", "range(0, rows)"),
    "raises": CANARY.code.replace("'id'", "'no_such_column'"),
    "fails its check": CANARY.code.replace("range(rows)", "range(rows + 1)"),
}

_EXPECTED = {
    "passes": (Ending.PASSED, None, None),
    "raises": (Ending.RAISED, "AnalysisException", 3),
    "fails its check": (Ending.CHECK_FAILED, "AssertionError", None),
}


def check_canary(baseline: Outcome, outcomes: Mapping[str, Outcome]) -> str:
    """What is wrong with an engine that gave these outcomes; empty where nothing is."""
    seen = {"the program itself": (baseline.ending, baseline.exception, baseline.line)}
    seen |= {id_: (each.ending, each.exception, each.line) for id_, each in outcomes.items()}
    for id_, expected in {"the program itself": _EXPECTED["passes"], **_EXPECTED}.items():
        if seen.get(id_) != expected:
            text = f" {baseline.message}" if baseline.message else ""
            return (
                "The engine cannot be trusted: of a program whose outcome is known, "
                f"the mutant that {id_!r} was seen as {seen.get(id_)}, not as {expected}.{text} "
                "No evidence was written. Run `trainer doctor`."
            )
    return ""
