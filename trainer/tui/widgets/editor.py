"""Where a program is edited: a text area that colours Python as the rest of the app does."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style as RichStyle
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.style import Style
from textual.widgets import TextArea

from trainer.tui.widgets.code import code_lines


class Editor(TextArea):
    """Undo with ctrl+z, redo with ctrl+y. Escape is left to the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "indent", "Indent", show=False, id="editor.indent"),
    ]
    DEFAULT_CSS = """
    Editor { border: none; padding: 0; background: $surface; }
    Editor:focus { border: none; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, show_line_numbers=True, theme="css", soft_wrap=True)

    def on_resize(self) -> None:
        """Where less is in sight than before, the line that is being edited still is."""
        self.scroll_cursor_visible()

    def action_indent(self) -> None:
        """To the next multiple of four columns."""
        column = self.cursor_location[1]
        self.insert(" " * (4 - column % 4))

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        coloured = code_lines(self.text)
        if line_index < len(coloured):
            for start, end, style in coloured[line_index].spans:
                line.stylize(self._rich_style(style), start, end)
        return line

    def _rich_style(self, style: str | Style) -> RichStyle:
        """The colour and weight alone: the background is that of the cursor or the selection."""
        parsed = Style.parse(style) if isinstance(style, str) else style
        whole = (self.visual_style + parsed).rich_style
        return RichStyle(color=whole.color, bold=whole.bold, italic=whole.italic)
