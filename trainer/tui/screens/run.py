"""Runs the bug of a question, or its original, and shows what it does."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from trainer.model import Snippet
from trainer.tui.runs import Runs
from trainer.tui.texts import HEADING, QUIET
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.running import RunView


class RunScreen(ModalScreen[None]):
    """Runs it at once. Escape cancels what runs, and closes what has run."""

    AUTO_FOCUS = "#run"
    CSS_PATH = "run.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "Run again", id="run.again"),
        Binding("escape", "cancel", "Cancel", id="run.cancel"),
        Binding("escape,enter,q", "close", "Close", id="run.close"),
    ]
    HELP = (
        "The program runs on Spark and MLflow on this computer, together with what is given and "
        "with its check, and changes nothing of yours. The first run waits for Spark to start."
    )

    def __init__(self, runs: Runs, snippet: Snippet, code: str, heading: str) -> None:
        """`code` takes the place of what the snippet shows."""
        super().__init__()
        self._runs = runs
        self._snippet = snippet
        self._code = code
        self._heading = heading

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="run"):
            yield Static(
                Content.assemble((self._heading, HEADING), (f" · {self._snippet.title}", QUIET)),
                id="heading",
                markup=False,
            )
            yield RunView(self._runs, id="view")
        yield KeyBar()

    def on_mount(self) -> None:
        self.action_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("again", "close"):
            return not self._view.running
        return self._view.running if action == "cancel" else True

    def action_again(self) -> None:
        self._view.start(self._snippet, self._code)
        self.refresh_bindings()

    def action_cancel(self) -> None:
        self._view.cancel()

    def action_close(self) -> None:
        self.dismiss()

    def on_run_view_ended(self) -> None:
        self.refresh_bindings()

    @property
    def _view(self) -> RunView:
        return self.query_one(RunView)
