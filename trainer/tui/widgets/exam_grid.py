"""The questions of an exam as a grid of numbers, each with signs for how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from trainer.tui.widgets.exam_bar import FLAG
from trainer.tui.widgets.exam_question import CHOSEN
from trainer.tui.widgets.lines import CURSOR

OPEN = "○"
HERE = "»"
CELL = 9
"""Columns of a cell: cursor, number, answered or not, flag, and a space on both sides."""


@dataclass(frozen=True)
class Cell:
    """How one question stands."""

    answered: bool
    flagged: bool


class QuestionGrid(Widget, can_focus=True):
    """Arrow keys and the mouse move a cursor; the screen that holds it says what Enter does."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"grid--cursor", "grid--here", "grid--open", "grid--hover"}
    DEFAULT_CSS = """
    QuestionGrid { height: auto; }
    QuestionGrid > .grid--cursor { background: $primary 45%; text-style: bold; }
    QuestionGrid > .grid--here { background: $primary 20%; text-style: bold; }
    QuestionGrid > .grid--open { color: $text 75%; }
    QuestionGrid > .grid--hover { background: $boost; }
    """

    cursor: reactive[int] = reactive(0)
    """The index of the question under the cursor, from 0."""
    _hovered: reactive[int | None] = reactive(None)

    @dataclass
    class Chosen(Message):
        """A question was clicked."""

        index: int

    def __init__(self, cells: Sequence[Cell], here: int, *, id: str | None = None) -> None:
        """`here` is the question on screen."""
        super().__init__(id=id)
        self._cells = cells
        self._here = here
        self.set_reactive(QuestionGrid.cursor, here)

    @property
    def columns(self) -> int:
        return self._columns(self.content_size.width)

    def move(self, by: int) -> None:
        """Moves the cursor by a number of questions; not beyond the first or the last."""
        goal = self.cursor + by
        if abs(by) == 1 or 0 <= goal < len(self._cells):
            self.cursor = max(0, min(goal, len(self._cells) - 1))

    def watch_cursor(self) -> None:
        if self.is_mounted:
            row = self.cursor // self.columns
            self.screen.scroll_to_widget(self, animate=False)
            parent = self.parent
            if isinstance(parent, Widget):
                region = Region(0, self.virtual_region.y + row, 1, 1)
                parent.scroll_to_region(region, animate=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return -(-len(self._cells) // self._columns(width))

    def render_line(self, y: int) -> Strip:
        first = y * self.columns
        cells = range(first, min(first + self.columns, len(self._cells)))
        strip = Strip.join([self._cell(index) for index in cells])
        return strip.extend_cell_length(self.size.width, self.visual_style.rich_style)

    def on_click(self, event: events.Click) -> None:
        index = event.style.meta.get("question")
        if index is not None:
            self.cursor = index
            self.post_message(self.Chosen(index))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hovered = event.style.meta.get("question")

    def on_leave(self) -> None:
        self._hovered = None

    def _columns(self, width: int) -> int:
        """Ten where there is room, so that a number's place is easy to find."""
        fitting = max(1, width // CELL)
        return 10 if fitting >= 10 else 5 if fitting >= 5 else fitting

    def _cell(self, index: int) -> Strip:
        cell = self._cells[index]
        tone = "grid--open" if not cell.answered else ""
        if index == self._hovered:
            tone = "grid--hover"
        if index == self._here:
            tone = "grid--here"
        if index == self.cursor:
            tone = "grid--cursor"
        style = self.get_visual_style(tone) if tone else self.visual_style
        text = cell_text(index, cell, at_cursor=index == self.cursor, here=index == self._here)
        return Strip([Segment(text, style.rich_style)], CELL).apply_meta({"question": index})


def cell_text(index: int, cell: Cell, *, at_cursor: bool, here: bool) -> str:
    sign = CURSOR if at_cursor else HERE if here else " "
    answered = CHOSEN if cell.answered else OPEN
    return f"{sign} {index + 1:>3} {answered}{FLAG if cell.flagged else ' '} "


LEGEND = f"{CHOSEN} answered   {OPEN} not answered\n{FLAG} flagged    {HERE} on screen"
