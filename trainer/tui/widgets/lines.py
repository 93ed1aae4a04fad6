"""A list of labelled lines with a cursor: the program, and the options for its outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

CURSOR = "▶"
CONTINUED = "↳"


@dataclass(frozen=True)
class Mark:
    """A sign in front of a line, and the component class that colours the line."""

    sign: str
    tone: str


class Lines(ScrollView, can_focus=True):
    """Numbered lines, wrapped where they are too long, one of them under the cursor.

    The cursor shows as a sign as well as a colour. Lines are rendered here and not as a widget
    each: 30 widgets would take longer to lay out than the whole rest of a question.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {
        "lines--label",
        "lines--cursor",
        "lines--hover",
        "lines--wrong",
        "lines--right",
        "lines--hint",
        "lines--raised",
        "lines--chosen",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="lines.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="lines.down"),
        Binding("pageup", "move_page(-1)", "Page up", show=False, id="lines.page-up"),
        Binding("pagedown", "move_page(1)", "Page down", show=False, id="lines.page-down"),
        Binding("home", "move_to(0)", "First line", show=False, id="lines.first"),
        Binding("end", "move_to(-1)", "Last line", show=False, id="lines.last"),
    ]

    cursor: reactive[int | None] = reactive(None)
    """The index of the line under the cursor, from 0."""
    movable: reactive[bool] = reactive(True)
    """Whether the cursor shows and moves; without it the keys scroll."""
    _hovered: reactive[int | None] = reactive(None)

    @dataclass
    class Chosen(Message):
        """A line was clicked that a click had put the cursor on before."""

        lines: Lines
        index: int

        @property
        def control(self) -> Lines:
            return self.lines

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts: Sequence[Content] = ()
        self._marks: Mapping[int, Mark] = {}
        self._labels: Sequence[int] = ()
        self._label_width = 1
        self._clicked: int | None = None
        self._rows: list[tuple[int, int]] = []
        self._tops: list[int] = []
        self._rows_width = -1
        self._strips: dict[tuple[int, str, bool], list[Strip]] = {}

    def show(
        self,
        texts: Sequence[Content],
        cursor: int | None = None,
        labels: Sequence[int] | None = None,
    ) -> None:
        """Shows other lines, from the first one on, numbered from 1 if no labels are given."""
        self._texts = texts
        self._marks = {}
        self._labels = labels or range(1, len(texts) + 1)
        self._label_width = max(2, len(str(max(self._labels, default=1))))
        self._clicked = None
        self.movable = True
        self._forget()
        self.cursor = cursor
        self.scroll_to(y=0, animate=False, immediate=True)

    def mark(self, marks: Mapping[int, Mark]) -> None:
        """Puts signs in front of lines; indexes from 0."""
        self._marks = marks
        self._strips.clear()
        self.refresh()

    def reveal_line(self, index: int) -> None:
        """Scrolls so that a line is in the middle, as soon as the widget has its size."""

        def scroll() -> None:
            self._lay_out()
            if index < len(self._tops):
                y = self._tops[index] - self.scrollable_content_region.height // 2
                self.scroll_to(y=max(0, y), animate=False, force=True)

        self.call_after_refresh(scroll)

    def action_move(self, by: int) -> None:
        if not self.movable:
            self.scroll_relative(y=by, animate=False)
        elif self.cursor is None:
            self._go(0 if by > 0 else len(self._texts) - 1)
        else:
            self._go(self.cursor + by)

    def action_move_page(self, by: int) -> None:
        height = max(1, self.scrollable_content_region.height - 1)
        if not self.movable:
            self.scroll_relative(y=by * height, animate=False)
            return
        self._lay_out()
        if not self._rows:
            return
        row = self._tops[self.cursor or 0] + by * height
        self._go(self._rows[max(0, min(row, len(self._rows) - 1))][0])

    def action_move_to(self, index: int) -> None:
        if not self.movable:
            self.scroll_to(y=0 if index == 0 else self.virtual_size.height, animate=False)
        else:
            self._go(index if index >= 0 else len(self._texts) - 1)

    def watch_cursor(self) -> None:
        self.refresh()
        self._show_cursor()

    def watch_movable(self) -> None:
        self._strips.clear()
        self.refresh()

    def watch__hovered(self) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The rows that the lines need at this width; used where the height is `auto`."""
        text_width = self._text_width(width - self.styles.scrollbar_size_vertical)
        return sum(text.get_height({}, text_width) for text in self._texts)

    def on_resize(self) -> None:
        self._lay_out()
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        index = event.style.meta.get("line")
        if index is None or not self.movable:
            return
        if index == self._clicked and index == self.cursor:
            self.post_message(self.Chosen(self, index))
            return
        self.cursor = self._clicked = index

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hovered = event.style.meta.get("line") if self.movable else None

    def on_leave(self) -> None:
        self._hovered = None

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._lay_out()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        if row >= len(self._rows):
            return Strip.blank(self.scrollable_content_region.width, self.visual_style.rich_style)
        index, piece = self._rows[row]
        return self._rendered(index)[piece]

    def _go(self, index: int) -> None:
        if self._texts:
            self._clicked = None
            self.cursor = max(0, min(index, len(self._texts) - 1))

    def _show_cursor(self) -> None:
        """Scrolls the line under the cursor into sight."""
        if self.cursor is None or not self.movable or not self.is_mounted:
            return
        self._lay_out()
        if self.cursor < len(self._tops):
            top = self._tops[self.cursor]
            height = sum(1 for index, _ in self._rows[top : top + 50] if index == self.cursor)
            self.scroll_to_region(
                Region(0, top, self.scrollable_content_region.width, height),
                force=True,
                animate=False,
                immediate=True,
            )

    def _forget(self) -> None:
        self._rows_width = -1
        self._strips.clear()
        # Laid out now and not when it is drawn: its new height would then ask for a second layout.
        self._lay_out()
        self.refresh(layout=self.styles.is_auto_height)

    def _text_width(self, width: int) -> int:
        """What is left for the text beside cursor, label and mark."""
        return max(1, width - self._label_width - 4)

    def _lay_out(self) -> None:
        """Finds which rows each line takes at the width there is."""
        width = self.scrollable_content_region.width
        if width == self._rows_width or width <= 0:
            return
        self._rows_width = width
        self._strips.clear()
        text_width = self._text_width(width)
        self._rows, self._tops = [], []
        for index, text in enumerate(self._texts):
            self._tops.append(len(self._rows))
            height = max(1, text.get_height({}, text_width))
            self._rows += [(index, piece) for piece in range(height)]
        self.virtual_size = Size(width, len(self._rows))

    def _rendered(self, index: int) -> list[Strip]:
        """The strips of one line: cursor, label, mark, text."""
        at_cursor = self.movable and index == self.cursor
        mark = self._marks.get(index)
        tone = "lines--cursor" if at_cursor else f"lines--{mark.tone}" if mark else ""
        if not tone and index == self._hovered:
            tone = "lines--hover"
        key = (index, tone, at_cursor)
        if key not in self._strips:
            self._strips[key] = self._render_text(index, tone, at_cursor)
        return self._strips[key]

    def _render_text(self, index: int, tone: str, at_cursor: bool) -> list[Strip]:
        style = self.get_visual_style(tone) if tone else self.visual_style
        label_style = style + _foreground(self.get_visual_style("lines--label", partial=True))
        width = self.scrollable_content_region.width
        texts = Visual.to_strips(
            self, self._texts[index], self._text_width(width), None, style, apply_selection=False
        )
        mark = self._marks.get(index)
        strips = []
        for piece, text in enumerate(texts or [Strip.blank(0)]):
            label = str(self._labels[index]) if piece == 0 else CONTINUED
            gutter = Strip(
                [
                    Segment(CURSOR if at_cursor and piece == 0 else " ", style.rich_style),
                    Segment(f"{label:>{self._label_width}} ", label_style.rich_style),
                    Segment(f"{mark.sign if mark else ' '} ", style.rich_style),
                ]
            )
            strip = Strip.join([gutter, text]).extend_cell_length(width, style.rich_style)
            strips.append(strip.apply_meta({"line": index}))
        return strips


def _foreground(style: Style) -> Style:
    return Style(foreground=style.foreground)
