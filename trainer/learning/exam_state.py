"""How an exam stands, as plain values, and as the JSON in which the history keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from trainer.errors import HistoryError
from trainer.learning.answers import Kind
from trainer.learning.history_rows import DAMAGED, EXAM, ExamRecord, exam_of, time_text

# Blueprints are imported when an exam is read: home looks for an open one at each start.
if TYPE_CHECKING:
    from trainer.learning.blueprints import Blueprint, Section
    from trainer.learning.history import History

VERSION = 1
"""Of the JSON."""

MOST_SECONDS = 1e6
"""Beyond it a time is damage, not an exam."""


@dataclass(frozen=True)
class Spec:
    """All that it takes to build a question of an exam again from the same deck."""

    key: str
    """An item's id, or a snippet's name for an original."""
    kind: Kind
    """What is asked for where the program allows it; else it is `spot`."""
    seed: int
    section: str
    snippet: str
    domain: str
    mutator: str | None
    """None for an original."""


@dataclass(frozen=True)
class Response:
    """What is answered at a question; it can be changed until the exam is handed in."""

    text: str
    """As `trainer.learning.answers.Answer` keeps it."""
    correct: bool
    kind: Kind
    """What the question turned out to ask for."""
    at: datetime


@dataclass(frozen=True)
class Place:
    """One of an exam's questions, and how it stands."""

    spec: Spec
    response: Response | None = None
    seen: bool = False
    flagged: bool = False
    seconds: float = 0.0
    """How long it was on screen."""
    void: bool = False
    """It was not answered because the deck has it no more: it does not count."""


@dataclass(frozen=True)
class State:
    """An exam, whole. It can be read again without the deck or the blueprint's file."""

    blueprint: Blueprint
    seed: int
    allowed: float
    """Seconds from the beginning to the end."""
    places: tuple[Place, ...]
    current: int = 0
    seconds: float = 0.0
    """How much of the time is used."""
    holder: str = ""
    """Changes with each opening: only the trainer that opened it last may write."""


@dataclass(frozen=True)
class Waiting:
    """An exam that is open, as home tells of it; of an unreadable one only the trouble."""

    title: str = ""
    seed: int = 0
    questions: int = 0
    answered: int = 0
    seconds_left: float = 0.0
    trouble: str = ""


def waiting_exam(history: History) -> Waiting | None:
    """The exam begun last, if it is open; nothing in the history is changed."""
    for record, trouble in _open_records(history):
        if record is None:
            return Waiting(trouble=trouble)
        try:
            state = read_state(record)
        except HistoryError as error:
            return Waiting(trouble=f"{history.path}: {error}")
        return Waiting(
            state.blueprint.title,
            state.seed,
            len(state.places),
            sum(place.response is not None for place in state.places),
            max(0.0, state.allowed - state.seconds),
        )
    return None


def open_exams(history: History) -> list[tuple[ExamRecord, State]]:
    """Those that are open and can be read, the newest first."""
    found = []
    for record, _ in _open_records(history):
        if record is not None:
            # `waiting_exam` tells of one that is damaged; another must be able to begin.
            with suppress(HistoryError):
                found.append((record, read_state(record)))
    return found


def stored_exam(history: History, uid: str) -> ExamRecord | None:
    """The exam as it is kept now, whoever wrote it."""
    with history.reading() as connection:
        row = connection.execute(f"SELECT {EXAM} FROM exams WHERE uid = ?", (uid,)).fetchone()
        return row and exam_of(row)


def _open_records(history: History) -> list[tuple[ExamRecord | None, str]]:
    """Each with what is wrong with it; one damaged row must not hide the others."""
    with history.reading() as connection:
        rows = connection.execute(
            f"SELECT {EXAM} FROM exams WHERE ended IS NULL ORDER BY began DESC, uid"
        ).fetchall()
    found: list[tuple[ExamRecord | None, str]] = []
    for row in rows:
        try:
            found.append((exam_of(row), ""))
        except DAMAGED as error:
            message = _damaged("an exam that is open", error)
            found.append((None, f"{history.path}: {message}"))
    return found


def state_text(state: State) -> str:
    """The JSON of a state."""
    places = [
        {
            **asdict(place.spec),
            "response": place.response
            and {**asdict(place.response), "at": time_text(place.response.at)},
            "seen": place.seen,
            "flagged": place.flagged,
            "seconds": round(place.seconds, 3),
            "void": place.void,
        }
        for place in state.places
    ]
    values = {
        "version": VERSION,
        "blueprint": asdict(state.blueprint),
        "seed": state.seed,
        "allowed": state.allowed,
        "current": state.current,
        "seconds": round(state.seconds, 3),
        "holder": state.holder,
        "places": places,
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read_state(record: ExamRecord) -> State:
    """The state of an exam. Raises HistoryError where it is damaged, or of another version."""
    what = f"the exam begun {record.began.astimezone():%Y-%m-%d %H:%M}"
    try:
        values = json.loads(record.state)
        version = values["version"]
    except (*DAMAGED, RecursionError) as error:
        raise HistoryError(_damaged(what, error)) from error
    if type(version) is int and version > VERSION:
        raise HistoryError(
            f"{what} was kept by a newer trainer (version {version} of an exam; this one knows "
            f"{VERSION}). Install the newest trainer to go on with it, or begin another."
        )
    try:
        return _state(values)
    except (*DAMAGED, RecursionError) as error:
        raise HistoryError(_damaged(what, error)) from error


def _damaged(what: str, error: Exception) -> str:
    return (
        f"{what} cannot be read: what is kept of it makes no sense ({error or 'too deep'}). "
        "It is left as it is; begin another."
    )


def _state(values: dict[str, Any]) -> State:
    match values:
        case {
            "version": 1,
            "blueprint": {**blueprint},
            "seed": int(seed),
            "allowed": float() | int() as allowed,
            "current": int(current),
            "seconds": float() | int() as seconds,
            "holder": str(holder),
            "places": [_, *_] as places,
        }:
            state = State(
                _blueprint(blueprint),
                seed,
                _seconds(allowed),
                tuple(_place(place) for place in places),
                current,
                _seconds(seconds),
                holder,
            )
        case _:
            raise ValueError("a value is missing, or of the wrong type")
    if not 0 <= state.current < len(state.places):
        raise ValueError("it stands at a question that it does not have")
    sections = {section.id for section in state.blueprint.sections}
    if not {place.spec.section for place in state.places} <= sections:
        raise ValueError("a question is of a section that the blueprint does not have")
    return state


def _blueprint(values: Mapping[Any, Any]) -> Blueprint:
    from trainer.learning.blueprints import Blueprint

    match values:
        case {
            "id": str(id_),
            "title": str(title),
            "source": str(source),
            "questions": int(questions),
            "minutes": int(minutes),
            "pass_share": float() | int() as pass_share,
            "pass_note": str(pass_note),
            "sections": [_, *_] as sections,
            "legacy": [*legacy],
        } if questions > 0 and minutes > 0 and 0 < pass_share <= 1:
            read = tuple(_section(section) for section in sections)
            about = id_, title, source, questions, minutes, float(pass_share), pass_note
            return Blueprint(*about, read, tuple(str(each) for each in legacy))
    raise ValueError("its blueprint is damaged")


def _section(values: object) -> Section:
    from trainer.learning.blueprints import Section

    match values:
        case {
            "id": str(id_),
            "name": str(name),
            "weight": float() | int() as weight,
            "domains": [*domains],
            "objectives": [*objectives],
        } if weight > 0 and isfinite(weight):
            own = tuple(map(str, domains)), tuple(map(str, objectives))
            return Section(id_, name, float(weight), *own)
    raise ValueError("a section of its blueprint is damaged")


def _place(values: object) -> Place:
    match values:
        case {
            "key": str(key),
            "kind": str(kind),
            "seed": int(seed),
            "section": str(section),
            "snippet": str(snippet),
            "domain": str(domain),
            "mutator": str() | None as mutator,
            "response": response,
            "seen": bool(seen),
            "flagged": bool(flagged),
            "seconds": float() | int() as seconds,
            "void": bool(void),
        }:
            spec = Spec(key, Kind(kind), seed, section, snippet, domain, mutator)
            given = None if response is None else _response(response)
            return Place(spec, given, seen, flagged, _seconds(seconds), void)
    raise ValueError("a question is damaged")


def _response(values: object) -> Response:
    match values:
        case {"text": str(text), "correct": bool(correct), "kind": str(kind), "at": str(at)}:
            time = datetime.fromisoformat(at)
            if time.tzinfo is not None:
                return Response(text, correct, Kind(kind), time)
    raise ValueError("an answer is damaged")


def _seconds(value: float) -> float:
    if not 0 <= value <= MOST_SECONDS:
        raise ValueError("a time is damaged")
    return float(value)
