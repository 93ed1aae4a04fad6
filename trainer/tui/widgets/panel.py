"""A scrolling pane that takes the keyboard only while there is something to scroll."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Panel(VerticalScroll):
    """Not focused by Tab or a click where all of it is in sight: arrows then stay with the code."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, can_focus=False)

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        self.can_focus = shown or self.has_focus
