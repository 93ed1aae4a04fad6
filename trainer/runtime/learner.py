"""Runs a learner's own edit of a snippet in a worker that is kept warm in the background."""

from __future__ import annotations

import codecs
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from types import TracebackType

from trainer.model import Outcome, Snippet
from trainer.runtime.engine import Engine
from trainer.runtime.limits import Limits
from trainer.runtime.program import Cells

_GIVEN_ENDS = b"\x1e(given ends)\x1e"
"""Is printed between what is given and the shown code, and not handed on."""


class Phase(Enum):
    """What a run is at that has not ended."""

    WAITING = auto()
    """The run before it is still ending."""
    STARTING = auto()
    """Spark and MLflow are."""
    RUNNING = auto()


@dataclass(frozen=True)
class Run:
    """A run that is under way. `outcome` may be waited for, or asked to call back.

    It is cancelled where the run was, and raises WorkerError where nothing could be run.
    """

    outcome: Future[Outcome]
    cancel: Callable[[], object]
    """Gives the outcome up at once; what it takes to end the program goes on behind."""
    phase: Callable[[], Phase]


class LearnerRuns:
    """Runs one program after another, as a context manager; nothing here blocks the caller.

    Isolation and limits are those of verification. The worker starts with `warm_up`, or else with
    the first run, and is started again where a program took it down.
    """

    def __init__(self, cache: Path, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._engine = Engine(cache, self._limits)
        self._thread = ThreadPoolExecutor(1, "learner-run")
        self._closed = False
        self._lock = threading.Lock()
        self._current: Future[Outcome] | None = None
        """The outcome of the program that the engine has now."""

    def __enter__(self) -> LearnerRuns:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def warm_up(self) -> Future[None]:
        """Starts Spark and MLflow, if they are not running yet."""
        return self._thread.submit(self._engine.start)

    def run(
        self, snippet: Snippet, code: str, output: Callable[[str], None], seconds: float = 60.0
    ) -> Run:
        """Runs a snippet with `code` for its shown code, in its own given names and check.

        `output` is called from another thread with what the program prints, as it comes; what is
        given and printed by that is left out. After `seconds` the program is ended. Runs wait for
        each other.
        """
        cells = Cells.of(snippet).with_code(code)
        mark = f"print({_GIVEN_ENDS.decode()!r}, end='', flush=True)"
        cells = replace(cells, given=f"{cells.given}\n{mark}")
        outcome: Future[Outcome] = Future()

        def cancel() -> None:
            with self._lock:
                if outcome.cancel() and self._current is outcome:
                    self._engine.cancel()

        def begins() -> None:
            with self._lock:
                self._current = outcome
                if outcome.cancelled():
                    self._engine.cancel()

        def phase() -> Phase:
            current = self._current
            if current is None:
                return Phase.STARTING
            return Phase.RUNNING if current is outcome else Phase.WAITING

        def work() -> None:
            if outcome.cancelled():
                return
            try:
                self._engine.start()
                if outcome.cancelled():
                    return
                told, spoilt = self._engine.run_program(
                    cells, seconds, _after_given(_decoded(output, self._limits.output)), begins
                )
            except BaseException as error:
                if outcome.set_running_or_notify_cancel():
                    outcome.set_exception(error)
                return
            finally:
                with self._lock:
                    self._current = None
            if spoilt and not self._closed:
                self.warm_up()
            if not self._closed and outcome.set_running_or_notify_cancel():
                outcome.set_result(told)

        # Where nothing came of it, or the work was never begun, the outcome must not stay open.
        self._thread.submit(work).add_done_callback(lambda done: outcome.cancel())
        return Run(outcome, cancel, phase)

    def close(self) -> None:
        """Ends what runs, and the worker. Returns when all processes have ended."""
        if self._closed:
            return
        self._closed = True
        self._engine.abandon()
        self._thread.shutdown(cancel_futures=True)
        self._engine.stop()


def _after_given(take: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Hands on what comes after the mark that ends what is given."""
    before: bytes | None = b""

    def look(data: bytes) -> None:
        nonlocal before
        if before is None:
            take(data)
            return
        _, mark, rest = (before + data).partition(_GIVEN_ENDS)
        before = None if mark else (before + data)[-len(_GIVEN_ENDS) :]
        if rest:
            take(rest)

    return look


def _decoded(output: Callable[[str], None], most: int) -> Callable[[bytes], None]:
    """Text for `output` from bytes as they come; what is beyond `most` bytes is told, not shown."""
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    left = most

    def take(data: bytes) -> None:
        nonlocal left
        if left <= 0:
            return
        text = decoder.decode(data[:left])
        left -= len(data)
        output(text if left > 0 else f"{text}\n… (the rest of the output is left out)\n")

    return take
