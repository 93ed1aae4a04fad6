"""The drill's bench: where the program of a fix question is edited and run."""

from __future__ import annotations

from textual.widget import Widget

from trainer.model import Snippet
from trainer.tui.runs import Runs
from trainer.tui.widgets.editor import Editor
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.running import RunView


class Bench:
    """An editor in front of a panel, and in the panel, above all else, the run."""

    def __init__(self, body: Widget, panel: Panel, runs: Runs) -> None:
        self.editor = Editor(id="editor")
        self.view = RunView(runs, id="running")
        self._panel = panel
        self._loaded = ""
        self._warned_of: str | None = None
        body.mount(self.editor, before=panel)
        panel.mount(self.view, before=0)

    def load(self, code: str) -> None:
        """Puts a program there to be mended."""
        self._loaded = code
        self._warned_of = None
        self.editor.load_text(code)
        self.view.clear()

    def run(self, snippet: Snippet) -> None:
        """Runs a snippet with what is in the editor."""
        self.view.start(snippet, self.editor.text)
        self._panel.scroll_home(animate=False)

    def warns(self) -> bool:
        """Whether leaving now would throw away edits of which that was not yet said."""
        typed = self.editor.text
        if typed in (self._loaded, self._warned_of):
            return False
        self._warned_of = typed
        return True
