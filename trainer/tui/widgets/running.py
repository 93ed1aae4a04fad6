"""Shows a program that runs: how long already, what it prints, and how it ended."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from trainer.errors import WorkerError
from trainer.model import Ending, Outcome, Snippet
from trainer.tui.runs import Runs
from trainer.tui.texts import BAD, GOOD, HEADING, RIGHT, WRONG, section

if TYPE_CHECKING:
    from trainer.runtime.learner import Run

_LOOK_SECONDS = 0.05
_MOST_OUTPUT = 20_000
"""Characters of output that are kept on screen: the last ones."""


class RunView(Container):
    """Runs one program at a time and posts `Ended`.

    Output and outcome are looked for by a timer here. A call into the app from the thread that runs
    the program would wait for an app that is just ending, and the app for that thread.
    """

    DEFAULT_CSS = """
    RunView { height: auto; }
    RunView > Static { height: auto; }
    RunView > #verdict { margin: 0 0 1 0; }
    """

    @dataclass
    class Ended(Message):
        """`outcome` is None where the run was cancelled, or could not be made."""

        code: str
        outcome: Outcome | None

    def __init__(self, runs: Runs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._runs = runs
        self._run: Run | None = None
        self._code = ""
        self._came: deque[str] = deque()
        self._output = ""
        self._started = 0.0
        self._timer: Timer | None = None
        self._cancelled = False

    def compose(self) -> ComposeResult:
        yield Static(id="verdict", markup=False)
        yield Static(id="output", markup=False)

    def on_unmount(self) -> None:
        self.cancel()

    @property
    def running(self) -> bool:
        return self._run is not None

    def start(self, snippet: Snippet, code: str) -> None:
        """Runs a snippet with this shown code; nothing happens while one runs."""
        if self.running:
            return
        self._came.clear()
        self._output = ""
        self._code = code
        self._cancelled = False
        self._started = time.monotonic()
        try:
            self._run = self._runs.run(snippet, code, self._came.append)
        except (WorkerError, OSError, RuntimeError) as error:
            self._end(None, _not_run(str(error)))
            return
        self._say_output("")
        self._look()
        self._timer = self.set_interval(_LOOK_SECONDS, self._look)

    def cancel(self) -> bool:
        """Ends what runs; says whether something did."""
        if self._run is None:
            return False
        self._cancelled = True
        self._run.cancel()
        return True

    def clear(self) -> None:
        """Takes away what the last run showed."""
        self.cancel()
        self._output = ""
        for shown in self.query(Static):
            shown.update("")

    def _look(self) -> None:
        run = self._run
        if run is None:
            return
        ended = run.outcome.done()
        if self._came:
            # What came before the outcome is there when the outcome is.
            while self._came:
                self._output += self._came.popleft()
            self._output = self._output[-_MOST_OUTPUT:]
            self._say_output("")
        if not ended:
            seconds = int(time.monotonic() - self._started)
            doing = "Ending it …" if self._cancelled else "Running …"
            late = " Spark and MLflow start with the first run." if seconds > 2 else ""
            self.query_one("#verdict", Static).update(
                Content.assemble((doing, "bold"), f" {seconds} s.{late}")
            )
            return
        try:
            outcome = run.outcome.result()
        except CancelledError:
            outcome = None
        except (WorkerError, OSError) as error:
            self._end(None, _not_run(str(error)))
            return
        self._end(outcome, told(outcome))

    def _end(self, outcome: Outcome | None, verdict: Content) -> None:
        self._run = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.query_one("#verdict", Static).update(verdict)
        self._say_output((outcome.traceback if outcome else None) or "")
        self.post_message(self.Ended(self._code, outcome))

    def _say_output(self, traceback: str) -> None:
        parts = []
        if self._output:
            cut = "(the last of it)\n" if len(self._output) == _MOST_OUTPUT else ""
            parts.append(section("It printed", Content(cut + self._output.rstrip())))
        if traceback:
            parts.append(section("The traceback", Content(traceback)))
        self.query_one("#output", Static).update(Content("\n\n").join(parts))


def told(outcome: Outcome | None) -> Content:
    """How a run ended, in words; None for one that was cancelled."""
    if outcome is None:
        return Content.styled("Cancelled; nothing came of it.", HEADING)
    seconds = f" ({outcome.seconds:.1f} s)"
    if outcome.ending is Ending.PASSED:
        return Content.assemble((f"{RIGHT} It runs and passes its check.", GOOD), seconds)
    message = outcome.message or ""
    name = outcome.exception or "An exception"
    words = {
        Ending.RAISED: name + (f", raised by line {outcome.line}." if outcome.line else "."),
        Ending.CHECK_FAILED: "Nothing is raised, but its check says:",
        Ending.CHECK_RAISED: f"Nothing is raised, but its check stops with {name}:",
        Ending.GIVEN_RAISED: f"What is given did not run here: {name}.",
        Ending.TIMEOUT: "It took too long and was ended:",
        Ending.DIED: "It ended before it was through:",
    }
    return Content.assemble(
        (f"{WRONG} {words[outcome.ending]}", BAD),
        seconds,
        "\n" if message else "",
        (message, "bold"),
    )


def _not_run(message: str) -> Content:
    return Content.assemble(
        (f"{WRONG} It could not be run. ", BAD), message, " Run it again to try once more."
    )
