"""Runs a learner's own edit of a snippet in a worker that is kept warm in the background."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from trainer.model import Outcome, Snippet
from trainer.runtime.engine import Engine
from trainer.runtime.limits import Limits
from trainer.runtime.program import Cells


@dataclass(frozen=True)
class Run:
    """A run that is under way. `outcome` may be waited for, or asked to call back.

    It gives None where the run was cancelled, and raises WorkerError where nothing could be run.
    """

    outcome: Future[Outcome | None]
    cancel: Callable[[], None]


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

        `output` is called from another thread with what the program prints, as it comes. After
        `seconds` the program is ended. Runs wait for each other.
        """
        cancelled = False
        started = False

        def cancel() -> None:
            nonlocal cancelled
            cancelled = True
            if not future.cancel() and started and not future.done():
                self._engine.cancel()

        def work() -> Outcome | None:
            nonlocal started
            self._engine.start()
            started = True
            if cancelled:
                return None
            outcome, spoilt = self._engine.run_program(
                Cells.of(snippet).with_code(code), seconds, _decoded(output, self._limits.output)
            )
            if spoilt and not self._closed:
                self.warm_up()
            return None if cancelled or self._closed else outcome

        future = self._thread.submit(work)
        return Run(future, cancel)

    def close(self) -> None:
        """Ends what runs, and the worker. Returns when all processes have ended."""
        if self._closed:
            return
        self._closed = True
        self._engine.abandon()
        self._thread.shutdown(cancel_futures=True)
        self._engine.stop()


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
