"""Shows a program that runs: how long already, what it prints, and how it ended."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from trainer.errors import TrainerError
from trainer.model import Ending, Outcome, Snippet
from trainer.tui.runs import Runs
from trainer.tui.texts import BAD, GOOD, HEADING, RIGHT, WRONG, section
from trainer.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from trainer.runtime.learner import Phase, Run

_LOOK_SECONDS = 0.05
_MOST_OUTPUT = 20_000
"""Characters of output that are kept on screen: the last ones."""


class RunView(Container):
    """Runs one program at a time and posts `Ended`; it takes no room before the first run.

    Output and outcome are looked for by a timer here. A call into the app from the thread that runs
    the program would wait for an app that is just ending, and the app for that thread.
    """

    DEFAULT_CSS = """
    RunView { height: auto; }
    RunView Static { height: auto; }
    RunView > #verdict { margin: 0 0 1 0; }
    RunView > #printed {
        height: auto;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    RunView.-empty { display: none; }
    """

    @dataclass
    class Ended(Message):
        """`outcome` is None where the run was cancelled, or could not be made."""

        code: str
        outcome: Outcome | None

        @property
        def passed(self) -> bool:
            return self.outcome is not None and self.outcome.ending is Ending.PASSED

    def __init__(self, runs: Runs, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="-empty")
        self.ended: RunView.Ended | None = None
        """How the run on show ended; None while it runs, and after `clear`."""
        self._runs = runs
        self._run: Run | None = None
        self._code = ""
        self._came: deque[str] = deque()
        self._output = ""
        self._phase: Phase | None = None
        self._since = 0.0
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="verdict", markup=False)
        with Panel(id="printed"):
            yield Static(id="output", markup=False)

    def on_unmount(self) -> None:
        self._let_go()

    @property
    def running(self) -> bool:
        return self._run is not None

    def start(self, snippet: Snippet, code: str) -> None:
        """Runs a snippet with this shown code; nothing happens while one runs."""
        if self.running:
            return
        self.clear()
        self._code = code
        self._since = time.monotonic()
        self.remove_class("-empty")
        # A run that was let go may still print: what it prints finds no way here.
        self._came = deque()
        try:
            self._run = self._runs.run(snippet, code, self._came.append)
        except Exception as error:
            self._end(None, _not_run(error))
            return
        self.query_one(Panel).anchor()
        self._look()
        if self.running:
            self._timer = self.set_interval(_LOOK_SECONDS, self._look)

    def cancel(self) -> bool:
        """Lets go of what runs, which ends behind; says whether something ran."""
        if self._run is None:
            return False
        self._take_output()
        self._end(None, told(None))
        return True

    def clear(self) -> None:
        """Takes away what the last run showed; one that still runs is let go and posts nothing."""
        self._let_go()
        self.ended = None
        self._output = ""
        self.add_class("-empty")
        for shown in self.query(Static):
            shown.update("")

    def _look(self) -> None:
        run = self._run
        if run is None:
            return
        ended = run.outcome.done()
        # What came before the outcome is there when the outcome is.
        if self._take_output():
            self._say_output("")
        if not ended:
            self.query_one("#verdict", Static).update(self._doing(run.phase()))
        elif run.outcome.cancelled():
            self._end(None, told(None))
        elif error := run.outcome.exception():
            self._end(None, _not_run(error))
        else:
            outcome = run.outcome.result()
            self._end(outcome, told(outcome))

    def _doing(self, phase: Phase) -> Content:
        from trainer.runtime.learner import Phase

        if phase is not self._phase:
            self._phase, self._since = phase, time.monotonic()
        seconds = int(time.monotonic() - self._since)
        if phase is Phase.WAITING:
            doing, more = "Waiting …", " The run before is still ending."
        elif phase is Phase.STARTING and seconds:
            doing, more = "Starting Spark and MLflow …", " Later runs will not wait for that."
        else:
            doing, more = "Running …", ""
        return Content.assemble((doing, "bold"), f" {seconds} s.{more}")

    def _end(self, outcome: Outcome | None, verdict: Content) -> None:
        self._let_go()
        self.query_one("#verdict", Static).update(verdict)
        self._say_output((outcome.traceback if outcome else None) or "")
        self.ended = self.Ended(self._code, outcome)
        self.post_message(self.ended)

    def _let_go(self) -> None:
        """What still runs is cancelled, and nobody looks at it any more."""
        run, self._run = self._run, None
        self._phase = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if run is not None:
            run.cancel()

    def _take_output(self) -> bool:
        """Takes over what was printed since the last time; says whether something was."""
        if not self._came:
            return False
        while self._came:
            self._output += self._came.popleft()
        self._output = self._output[-_MOST_OUTPUT:]
        return True

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


def _not_run(error: BaseException) -> Content:
    message = str(error)
    if not isinstance(error, (TrainerError, OSError)):
        # Nobody has written this message for a learner: its class says what it is about.
        message = f"{type(error).__name__}: {message}"
    return Content.assemble(
        (f"{WRONG} It could not be run. ", BAD), message, " Run it again to try once more."
    )
