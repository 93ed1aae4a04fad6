"""Help: what a screen is for, and the keys that work on it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from trainer.tui.texts import HEADING
from trainer.tui.widgets.keys import KeyBar


class HelpScreen(ModalScreen[None]):
    """Lists the keys from the bindings themselves, so that keys a user changed show as changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,enter,q", "dismiss", "Close", id="help.close"),
    ]

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(Content("\n\n").join([self._purpose(), self._keys()]), markup=False)
        yield KeyBar()

    def _purpose(self) -> Content:
        return Content(getattr(self._about, "HELP", ""))

    def _keys(self) -> Content:
        keys: dict[str, list[str]] = {}
        active_ones = list(self._about.active_bindings.values())
        # What the footer shows comes first, moving about after it.
        for active in sorted(active_ones, key=lambda each: not each.binding.show):
            binding = active.binding
            if binding.id and active.enabled:
                shown = keys.setdefault(binding.description, [])
                shown.append(self.app.get_key_display(binding) or binding.key)
        rows = [
            Content.assemble((f"{' '.join(dict.fromkeys(shown)):>16}", "bold"), f"  {description}")
            for description, shown in keys.items()
        ]
        return Content("\n").join([Content.styled("Keys", HEADING), *rows])
