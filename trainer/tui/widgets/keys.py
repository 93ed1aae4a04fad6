"""The keys that work now, in one line that is drawn as one widget."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from trainer.tui.widgets.packing import packed

_GAP = "  "


class KeyBar(Widget):
    """A footer for screens that change their keys with every step.

    Textual's own makes a widget of every key: to lay these out anew took longer than all the rest
    of the way to the next question.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: auto; background: $panel; padding: 0 0 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Content] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._shown = self._keys()

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max([self._rows(width), *(bar._rows(width) for bar in self._covered)])

    def render(self) -> Content:
        return packed(self._shown, self.content_size.width, _GAP)

    def on_click(self, event: events.Click) -> None:
        key = event.style.meta.get("key")
        if key:
            self.app.simulate_key(key)

    @property
    def _covered(self) -> list[KeyBar]:
        """Those of the screens that can be seen below this one: no row of them must look out."""
        stack = self.app.screen_stack
        top = stack.index(self.screen) if self.screen in stack else 0
        found: list[KeyBar] = []
        while top > 0 and stack[top].is_modal:
            top -= 1
            found += stack[top].query(KeyBar)
        return found

    def _rows(self, width: int) -> int:
        return packed(self._shown, width, _GAP).plain.count("\n") + 1

    def _changed(self, screen: Screen[object]) -> None:
        keys = self._keys()
        # Contents are equal where their texts are; what is faded is not.
        if [each.markup for each in keys] != [each.markup for each in self._shown]:
            width = self.content_size.width
            before, after = (
                packed(each, width, _GAP).plain.count("\n") for each in (self._shown, keys)
            )
            self._shown = keys
            self.refresh(layout=not width or before != after)

    def _keys(self) -> list[Content]:
        parts = []
        actions = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show or binding.action in actions:
                continue
            actions.add(binding.action)
            faded = "" if active.enabled else " 40%"
            meta = Style.from_meta({"key": binding.key} if active.enabled else {})
            parts.append(
                Content.assemble(
                    (self.app.get_key_display(binding), f"bold $footer-key-foreground{faded}"),
                    (f" {binding.description}", f"$footer-foreground{faded}"),
                ).stylize(meta)
            )
        return parts
