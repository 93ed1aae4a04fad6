"""Stands in for the engine: runs that end when and as a test says."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from trainer.model import Outcome, Snippet
from trainer.runtime.learner import Phase, Run
from trainer.tui.runs import Runs


class FakeRuns(Runs):
    """Keeps what it was asked to run; `finish` ends the newest run."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.futures: list[Future[Outcome]] = []
        self.phase = Phase.RUNNING
        self.outputs: list[Callable[[str], None]] = []
        self.warm = 0

    def warm_up(self) -> None:
        self.warm += 1

    def run(self, snippet: Snippet, code: str, output: Callable[[str], None]) -> Run:
        future: Future[Outcome] = Future()
        self.codes.append(code)
        self.futures.append(future)
        self.outputs.append(output)
        return Run(future, future.cancel, lambda: self.phase)

    def output(self, text: str) -> None:
        """Lets the newest run print."""
        self.outputs[-1](text)

    def finish(self, outcome: Outcome | BaseException) -> None:
        if not self.futures[-1].set_running_or_notify_cancel():
            return
        if isinstance(outcome, Outcome):
            self.futures[-1].set_result(outcome)
        else:
            self.futures[-1].set_exception(outcome)
