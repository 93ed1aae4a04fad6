"""Finds answers with values that cannot be, and what should stand there instead."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from trainer.learning.answers import Kind
from trainer.learning.history_rows import ANSWER, DAMAGED, steps_text, time_text
from trainer.learning.schedule import Grade, grade_of

_UIDS = UUID("0c1f9f5e-52b0-4b0e-8f57-6a2d1a7c9e33")
"""The namespace of the uids made here."""

_NAMES = ANSWER.split(", ")


def repaired_answers(
    connection: sqlite3.Connection, now: datetime, latest: datetime
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Statements that mend the answers that need it; none is removed, whatever it holds.

    A time that is none, or after `latest`, becomes that of the answer before, `now` for the first.
    """
    before = None
    for number, *values in connection.execute(f"SELECT id, {ANSWER} FROM answers ORDER BY id"):
        row = dict(zip(_NAMES, values, strict=True))
        fixed = _fixed(number, row, before or time_text(now), time_text(latest))
        before = fixed["at"]
        # A number and a text may be equal to a lenient database, not to us.
        changed = [name for name in _NAMES if repr(row[name]) != repr(fixed[name])]
        if changed:
            sets = ", ".join(f"{name} = ?" for name in changed)
            new = (*(fixed[name] for name in changed), number)
            yield f"UPDATE answers SET {sets} WHERE id = ?", new


def _fixed(number: int, row: dict[str, Any], before: str, latest: str) -> dict[str, Any]:
    fixed: dict[str, Any] = {name: _text(row[name]) for name in _NAMES}
    fixed["uid"] = fixed["uid"] or uuid5(_UIDS, f"{row['at']} {row['question']} {number}").hex
    fixed["at"] = _time(row["at"], before, latest)
    fixed["correct"] = int(row["correct"] in (0, 1) and bool(row["correct"]))
    fixed["hints"] = row["hints"] if type(row["hints"]) is int and row["hints"] >= 0 else 0
    fixed["seconds"] = _seconds(row["seconds"])
    for name in ("question", "snippet", "domain"):
        fixed[name] = fixed[name] or "unknown"
    for name in ("mutator", "exam"):
        fixed[name] = fixed[name] or None
    if fixed["kind"] not in [*Kind]:
        accused = fixed["response"] == "" or fixed["response"].isdigit()
        fixed["kind"] = str(Kind.SPOT if accused else Kind.OUTCOME)
    if fixed["mutator"] is None or row["grade"] is None:
        fixed["grade"] = None
    elif fixed["grade"] not in [*Grade]:
        fixed["grade"] = str(grade_of(bool(fixed["correct"]), fixed["hints"]))
    fixed["steps"] = _steps(fixed["steps"])
    return fixed


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "" if value is None else str(value)


def _time(value: object, before: str, latest: str) -> str:
    try:
        at = datetime.fromisoformat(str(value))
        text = time_text(at) if at.tzinfo is not None else before
    except DAMAGED:
        return before
    return text if text <= latest else before


def _seconds(value: object) -> float:
    is_number = isinstance(value, float | int) and math.isfinite(value)
    return max(0.0, float(value)) if is_number else 0.0  # type: ignore[arg-type]


def _steps(text: str) -> str:
    """The text itself where it is sound; else the steps that are."""
    try:
        steps = dict(json.loads(text))
    except (*DAMAGED, RecursionError):
        return steps_text({})
    sound = {name: step for name, step in steps.items() if _is_step(step)}
    return text if sound == steps else steps_text(sound)


def _is_step(step: object) -> bool:
    match step:
        case [str(), bool()]:
            return True
    return False
