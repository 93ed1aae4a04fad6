"""What is kept of an exam: whole, readable on its own, and told where it is damaged."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.decks_for_tests import Clock
from tests.learning.exams import SMALL, answer_rightly, ticks
from trainer.errors import HistoryError
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.blueprints import read_blueprint
from trainer.learning.exam import draw_exam, open_exam
from trainer.learning.exam_state import (
    Place,
    Response,
    Spec,
    State,
    Waiting,
    open_exams,
    read_state,
    state_text,
    waiting_exam,
)
from trainer.learning.history import ExamRecord, History
from trainer.learning.repair import check_history

BUG = Spec("log_run/idea/1", Kind.BLANK, 7, "tracking", "log_run", "databricks-ml", "idea")
ORIGINAL = Spec("log_run", Kind.SPOT, 8, "tracking", "log_run", "databricks-ml", None)


@pytest.fixture
def state(clock: Clock) -> State:
    given = Response("log_param(…)", True, Kind.BLANK, clock())
    answered = Place(BUG, given, seen=True, flagged=True, seconds=7.25)
    return State(SMALL, 1, 1080.0, (answered, Place(ORIGINAL)), 1, 31.5, "holder")


def record(text: str) -> ExamRecord:
    return ExamRecord("exam", Clock().now, None, text)


def test_a_state_is_read_as_it_was_written(state: State) -> None:
    assert read_state(record(state_text(state))) == state


@pytest.mark.parametrize("id_", ["study-guide", "official-2025-03"])
def test_an_exam_holds_its_blueprint(state: State, id_: str) -> None:
    blueprint = read_blueprint(id_)
    places = tuple(
        replace(place, spec=replace(place.spec, section=blueprint.sections[0].id))
        for place in state.places
    )
    own = replace(state, blueprint=blueprint, places=places)
    assert read_state(record(state_text(own))) == own


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def do(values: Any) -> None:
        *way, last = path.split(".")
        for step in way:
            values = values[int(step) if step.isdigit() else step]
        if value is None:
            del values[last]
        else:
            values[last] = value

    return do


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", None),
        ("version", "1"),
        ("version", 0),
        ("seed", "x"),
        ("places", None),
        ("places", []),
        ("places", {}),
        ("current", 2),
        ("current", -1),
        ("seconds", -1),
        ("seconds", float("nan")),
        ("seconds", float("inf")),
        ("allowed", "90"),
        ("holder", 1),
        ("places.0.kind", "essay"),
        ("places.0.seconds", "7"),
        ("places.0.section", "no-such-section"),
        ("places.0.mutator", 3),
        ("places.0.response", "3"),
        ("places.0.response.correct", "yes"),
        ("places.0.response.at", "yesterday"),
        ("places.0.response.at", "2026-03-02T09:00:00"),
        ("places.1.flagged", None),
        ("blueprint", "study-guide"),
        ("blueprint.questions", 0),
        ("blueprint.pass_share", 7),
        ("blueprint.sections", []),
        ("blueprint.sections.0.weight", 0),
    ],
)
def test_damage_is_told(state: State, path: str, value: object) -> None:
    values = json.loads(state_text(state))
    change(path, value)(values)
    with pytest.raises(HistoryError, match=r"the exam begun .* cannot be read"):
        read_state(record(json.dumps(values)))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", "[" * 100_000, "\x00"])
def test_what_is_no_state_at_all_is_told(text: str) -> None:
    with pytest.raises(HistoryError, match="cannot be read"):
        read_state(record(text))


@pytest.mark.parametrize(
    ("text", "advice"),
    [('{"version": 1}', "begin another"), ('{"version": 2}', "Install the newest trainer")],
)
def test_an_exam_that_cannot_be_read_is_left_as_it_is_and_another_can_begin(
    bank: Bank, history: History, clock: Clock, text: str, advice: str
) -> None:
    history.save_exam(record(text))
    assert open_exam(bank, history, clock) is None
    waiting = waiting_exam(history)
    assert waiting is not None
    assert waiting.trouble.startswith(str(history.path))
    assert advice in waiting.trouble
    clock.pass_(hours=1)
    draw_exam(bank, SMALL, 1, history, clock)
    assert waiting_exam(history) == Waiting("A small exam", 1, 9, 0, 1080)
    assert history.exams()[1] == record(text)


def test_a_row_that_is_damaged_hides_no_other_exam(
    bank: Bank, history: History, clock: Clock
) -> None:
    exam = draw_exam(bank, SMALL, 1, history, clock)
    with sqlite3.connect(history.path) as plain:
        plain.execute("INSERT INTO exams VALUES ('x', 'no time', NULL, '{}')")
    waiting = waiting_exam(history)
    assert waiting is not None
    assert "cannot be read" in waiting.trouble
    assert [record.uid for record, _ in open_exams(history)] == [exam.uid]
    assert check_history(history.path).exams == 2
    assert waiting_exam(history) == Waiting("A small exam", 1, 9, 0, 1080)


def test_looking_whether_an_exam_waits_changes_nothing(
    bank: Bank, history: History, clock: Clock
) -> None:
    assert waiting_exam(history) is None
    exam = draw_exam(bank, SMALL, 7, history, clock)
    answer_rightly(exam)
    exam.tick(clock())
    ticks(exam, clock, 60)
    before = history.exams()
    assert waiting_exam(history) == Waiting("A small exam", 7, 9, 1, 1020)
    assert history.exams() == before
    exam.hand_in(clock())
    assert waiting_exam(history) is None


def test_looking_whether_an_exam_waits_imports_nothing_that_is_slow() -> None:
    program = "import sys, trainer.learning.exam_state; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    slow = {"tomllib", "fractions", "difflib", "fsrs", "textual", "trainer.learning.bank"}
    assert not slow & set(run.stdout.split())
