"""Stands in for the engine: runs that end when and as a test says."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from trainer.model import Outcome, Snippet
from trainer.runtime.learner import Run
from trainer.tui.runs import Runs


class FakeRuns(Runs):
    """Keeps what it was asked to run; `finish` ends the newest run."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.futures: list[Future[Outcome | None]] = []
        self.output: Callable[[str], None] = lambda text: None
        self.warm = 0

    def warm_up(self) -> None:
        self.warm += 1

    def run(self, snippet: Snippet, code: str, output: Callable[[str], None]) -> Run:
        future: Future[Outcome | None] = Future()
        self.codes.append(code)
        self.futures.append(future)
        self.output = output
        return Run(future, lambda: future.set_result(None))

    def finish(self, outcome: Outcome | BaseException) -> None:
        if isinstance(outcome, Outcome):
            self.futures[-1].set_result(outcome)
        else:
            self.futures[-1].set_exception(outcome)
