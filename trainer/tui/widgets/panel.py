"""A scrolling pane that takes the keyboard only while there is something to scroll."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Panel(VerticalScroll):
    """Not focused by Tab or a click where all of it is in sight: arrows then stay with the code."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, can_focus=False)

    @property
    def scrolls(self) -> bool:
        """Whether a part of it is out of sight."""
        return self.max_scroll_y > 0

    def watch_virtual_size(self) -> None:
        self.can_focus = self.scrolls or self.has_focus

    def on_resize(self) -> None:
        self.can_focus = self.scrolls or self.has_focus
