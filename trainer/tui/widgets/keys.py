"""The keys that work now, in one line that is drawn as one widget."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget


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
        self._shown = Content("")

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._shown = self._keys()

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def render(self) -> Content:
        return self._shown

    def on_click(self, event: events.Click) -> None:
        key = event.style.meta.get("key")
        if key:
            self.app.simulate_key(key)

    def _changed(self, screen: Screen[object]) -> None:
        keys = self._keys()
        if keys.markup != self._shown.markup:
            width = self.size.width
            height = self._shown.get_height({}, width) if width else 0
            self._shown = keys
            self.refresh(layout=not width or keys.get_height({}, width) != height)

    def _keys(self) -> Content:
        parts = []
        actions = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show or binding.action in actions:
                continue
            actions.add(binding.action)
            faded = "" if active.enabled else " 40%"
            meta = Style.from_meta({"key": binding.key} if active.enabled else {})
            # The spaces within do not break: a key stays beside what it does.
            name = binding.description.replace(" ", "\N{NO-BREAK SPACE}")
            parts.append(
                Content.assemble(
                    (self.app.get_key_display(binding), f"bold $footer-key-foreground{faded}"),
                    ("\N{NO-BREAK SPACE}" + name, f"$footer-foreground{faded}"),
                ).stylize(meta)
            )
        return Content("  ").join(parts)
