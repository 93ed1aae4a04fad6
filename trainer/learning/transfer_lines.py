"""One line of an export: how an answer, a withdrawn one or an exam is written and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trainer.learning.answers import Answer, Kind, Step
from trainer.learning.history_rows import ExamRecord, time_text, to_milliseconds
from trainer.learning.schedule import Grade

FORMAT = "mla-trainer-history"
VERSION = 1
_MOST = 2**31
"""Numbers beyond it are nobody's."""

_ANSWER = {
    "at", "correct", "domain", "exam", "grade", "hints", "kind", "mutator", "question", "response",
    "seconds", "snippet", "steps", "type", "uid",
}  # fmt: skip
_EXAM = {"began", "ended", "state", "type", "uid"}


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


FIRST = _line({"format": FORMAT, "version": VERSION})


def answer_line(answer: Answer) -> str:
    return _line(
        {
            "type": "answer",
            "uid": answer.uid,
            "at": time_text(answer.at),
            "kind": answer.kind,
            "question": answer.question,
            "snippet": answer.snippet,
            "mutator": answer.mutator,
            "domain": answer.domain,
            "response": answer.response,
            "correct": answer.correct,
            "hints": answer.hints,
            "seconds": answer.seconds,
            "grade": answer.grade,
            "exam": answer.exam,
            "steps": {
                name: {"response": step.response, "correct": step.correct}
                for name, step in answer.steps.items()
            },
        }
    )


def withdrawn_line(uid: str) -> str:
    return _line({"type": "withdrawn", "uid": uid})


def exam_line(exam: ExamRecord) -> str:
    ended = exam.ended and time_text(exam.ended)
    values = {"uid": exam.uid, "began": time_text(exam.began), "ended": ended, "state": exam.state}
    return _line({"type": "exam", **values})


def read_line(line: str | bytes, first: bool) -> Answer | ExamRecord | str | None:
    """An answer, an exam, or the uid of a withdrawn answer; None for an empty or the first line.

    Raises ValueError with what is wrong.
    """
    text = _text_of(line, first).strip()
    if not text and not first:
        return None
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if first:
        _check_first(values)
        return None
    if not isinstance(values, dict):
        raise ValueError("is not a JSON object.")
    match values.get("type"):
        case "answer":
            return _answer(values)
        case "exam":
            return _exam(values)
        case "withdrawn":
            _check_fields(values, {"type", "uid"})
            return _name(values, "uid")
    raise ValueError('"type" must be "answer", "withdrawn" or "exam".')


def _text_of(line: str | bytes, first: bool) -> str:
    if isinstance(line, str):
        return line
    try:
        # Some editors of Windows put a mark before the first line.
        return line.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError:
        if first and line.startswith(b"SQLite format 3"):
            raise ValueError(
                "is a history itself, not an export. Run `trainer history export` with it."
            ) from None
        raise ValueError("is not UTF-8.") from None


def _check_first(values: object) -> None:
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise ValueError(f"is not the first line of an export, which is {FIRST}")
    version = values.get("version")
    if type(version) is not int or version < 1:
        raise ValueError('"version" must be a number from 1.')
    if version > VERSION:
        raise ValueError(
            f"was written by a newer trainer (format {version}; this one knows {VERSION}). "
            "Install the newest trainer."
        )


def _answer(values: dict[str, Any]) -> Answer:
    _check_fields(values, _ANSWER)
    grade, steps = values["grade"], values["steps"]
    if not isinstance(steps, dict):
        raise ValueError('"steps" must be an object.')
    mutator = None if values["mutator"] is None else _name(values, "mutator")
    if grade is not None and mutator is None:
        raise ValueError('"grade" must be null where "mutator" is.')
    if grade is not None and grade not in [*Grade]:
        raise ValueError(f'"grade" must be null or one of {", ".join(Grade)}.')
    if values["kind"] not in [*Kind]:
        raise ValueError(f'"kind" must be one of {", ".join(Kind)}.')
    return Answer(
        uid=_name(values, "uid"),
        at=_time(values, "at"),
        kind=Kind(values["kind"]),
        question=_name(values, "question"),
        snippet=_name(values, "snippet"),
        mutator=mutator,
        domain=_name(values, "domain"),
        response=_string(values, "response"),
        correct=_truth(values),
        hints=int(_number(values, "hints", int)),
        seconds=round(_number(values, "seconds", int, float), 3),
        grade=None if grade is None else Grade(grade),
        exam=None if values["exam"] is None else _name(values, "exam"),
        steps={_key(name): _step(step) for name, step in steps.items()},
    )


def _step(values: object) -> Step:
    if not isinstance(values, dict):
        raise ValueError("a step must be an object.")
    _check_fields(values, {"response", "correct"})
    return Step(_string(values, "response"), _truth(values))


def _exam(values: dict[str, Any]) -> ExamRecord:
    _check_fields(values, _EXAM)
    state = _string(values, "state")
    try:
        json.loads(state)
    except (ValueError, RecursionError):
        raise ValueError('"state" must be a text that holds JSON.') from None
    ended = None if values["ended"] is None else _time(values, "ended")
    return ExamRecord(_name(values, "uid"), _time(values, "began"), ended, state)


def _check_fields(values: dict[str, Any], wanted: set[str]) -> None:
    if missing := sorted(wanted - set(values)):
        raise ValueError(f'lacks "{missing[0]}".')
    if unknown := sorted(set(values) - wanted):
        raise ValueError(f'holds "{_shown(unknown[0])}", which is not known here.')


def _string(values: dict[str, Any], field: str) -> str:
    value = values[field]
    if not isinstance(value, str):
        raise ValueError(f'"{field}" must be a text.')
    return _encodable(value, field)


def _name(values: dict[str, Any], field: str) -> str:
    if not _string(values, field):
        raise ValueError(f'"{field}" must not be empty.')
    return str(values[field])


def _key(name: str) -> str:
    return _encodable(name, "steps")


def _encodable(value: str, field: str) -> str:
    """JSON can write half a character, which no file can hold."""
    if _shown(value) != value:
        raise ValueError(f'"{field}" holds half a character.')
    return value


def _shown(text: str) -> str:
    return text.encode(errors="replace").decode()


def _time(values: dict[str, Any], field: str) -> datetime:
    try:
        at = datetime.fromisoformat(_string(values, field))
        if at.tzinfo is not None:
            return to_milliseconds(at)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f'"{field}" must be a time with its zone, as 2026-03-02T09:00:00+00:00.')


def _truth(values: dict[str, Any]) -> bool:
    if not isinstance(values["correct"], bool):
        raise ValueError('"correct" must be true or false.')
    return values["correct"]


def _number(values: dict[str, Any], field: str, *types: type) -> float:
    value = values[field]
    if type(value) not in types or not 0 <= value < _MOST:
        raise ValueError(f'"{field}" must be a number from 0.')
    return float(value)
