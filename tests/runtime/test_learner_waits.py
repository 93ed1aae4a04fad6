"""Runs that are cancelled while Spark starts or a program ends, over an engine that can wait."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trainer.errors import WorkerError
from trainer.model import Cell, Ending, Outcome, Snippet
from trainer.runtime import learner
from trainer.runtime.learner import LearnerRuns, Phase, Run
from trainer.runtime.program import Cells

PASSED = Outcome(Ending.PASSED, 0.1)
SNIPPET = Snippet(
    name="small",
    path=Path("small.py"),
    title="",
    domain="spark-ml",
    objectives=(),
    docs="",
    requires=(),
    given=Cell("print('hidden')", 1),
    code=Cell("pass", 1),
    check=Cell("pass", 1),
)


class SlowEngine:
    """Takes as long to start, and to end a program, as a test wants; Spark takes a minute."""

    def __init__(self, *_: object) -> None:
        self.warm, self.may_end = threading.Event(), threading.Event()
        self.codes: list[str] = []
        self.runs, self.cancelled = threading.Event(), threading.Event()
        self.nearly, self.may_begin = threading.Event(), threading.Event()
        self.may_begin.set()
        self.abandoned = False

    def start(self) -> None:
        self.warm.wait(10)
        if self.abandoned:
            raise WorkerError("abandoned")

    def run_program(
        self,
        cells: Cells,
        seconds: float,
        output: Callable[[bytes], None],
        begins: Callable[[], None],
    ) -> tuple[Outcome, list[str]]:
        self.nearly.set()
        self.may_begin.wait(10)
        self.cancelled.clear()
        begins()
        self.codes.append(cells.code)
        self.runs.set()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for cell in (cells.given, cells.code, cells.check):
                exec(cell, {})
        for byte in printed.getvalue().encode():
            output(bytes([byte]))
        self.may_end.wait(10)
        return PASSED, []

    def cancel(self) -> None:
        self.cancelled.set()

    def abandon(self) -> None:
        self.abandoned = True
        for each in (self.warm, self.may_begin, self.may_end):
            each.set()

    def stop(self) -> None:
        pass


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> SlowEngine:
    made = SlowEngine()
    monkeypatch.setattr(learner, "Engine", lambda *_: made)
    return made


@pytest.fixture
def runs(engine: SlowEngine, tmp_path: Path) -> Iterator[LearnerRuns]:
    with LearnerRuns(tmp_path) as runs:
        yield runs


def run(runs: LearnerRuns, code: str, output: Callable[[str], None] = lambda text: None) -> Run:
    return runs.run(SNIPPET, code, output)


def test_a_run_cancelled_while_spark_starts_is_let_go_at_once_and_never_run(
    runs: LearnerRuns, engine: SlowEngine
) -> None:
    first = run(runs, "first = 1")
    assert first.phase() is Phase.STARTING
    first.cancel()
    assert first.outcome.cancelled()
    second = run(runs, "second = 2")
    engine.warm.set()
    engine.may_end.set()
    assert second.outcome.result(10) is PASSED
    assert engine.codes == ["second = 2"]


def test_a_run_waits_while_a_cancelled_program_still_ends(
    runs: LearnerRuns, engine: SlowEngine
) -> None:
    engine.warm.set()
    first = run(runs, "first = 1")
    assert engine.runs.wait(10)
    assert first.phase() is Phase.RUNNING
    first.cancel()
    assert first.outcome.cancelled()
    assert engine.cancelled.is_set()
    second = run(runs, "second = 2")
    assert second.phase() is Phase.WAITING
    engine.may_end.set()
    assert second.outcome.result(10) is PASSED
    assert not engine.cancelled.is_set(), "the second run was not what was cancelled"


def test_a_cancel_just_before_a_program_begins_is_not_lost(
    runs: LearnerRuns, engine: SlowEngine
) -> None:
    engine.may_begin.clear()
    engine.warm.set()
    first = run(runs, "first = 1")
    assert engine.nearly.wait(10)
    first.cancel()
    engine.may_begin.set()
    assert engine.runs.wait(10)
    assert engine.cancelled.is_set()


def test_a_run_that_was_never_begun_is_cancelled_when_all_is_closed(
    runs: LearnerRuns, engine: SlowEngine
) -> None:
    run(runs, "first = 1")
    second = run(runs, "second = 2")
    runs.close()
    assert second.outcome.cancelled()
    assert engine.codes == []


def test_what_is_given_prints_nothing_for_the_learner(
    runs: LearnerRuns, engine: SlowEngine
) -> None:
    engine.warm.set()
    engine.may_end.set()
    printed: list[str] = []
    assert run(runs, "print('mine')", printed.append).outcome.result(10) is PASSED
    assert "".join(printed) == "mine\n"
