"""The catalogue: every idea, found as one types, with the learner's record on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Input, Static
from textual.worker import get_current_worker

from trainer.errors import HistoryError
from trainer.learning.bank import Bank
from trainer.learning.catalogue import FILTERS, SORTS, IdeaRecord, chosen, idea_records
from trainer.learning.history import History
from trainer.tui.screens.item import ItemScreen
from trainer.tui.texts import BAD, HEADING, QUIET, WRONG, paragraph
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.tables import cut

_LOOK_SECONDS = 0.2
_WIDE, _TABLE = 120, 92
"""Columns of a screen that counts as `-wide`, and of the table in it."""
_COLUMNS = {"Bugs": 4, "Due": 5, "Reviews": 7, "Lapses": 6, "Right": 5}
"""Characters of what they hold."""
_LEAST_TITLE = 16


class CatalogueScreen(Screen[None]):
    """Titles stand in a file each: they are read in a thread, and come in one after the other."""

    AUTO_FOCUS = "#search"
    CSS_PATH = "catalogue.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="catalogue.open", priority=True),
        Binding("f2", "filter", "Filter", id="catalogue.filter"),
        Binding("f3", "sort", "Sort", id="catalogue.sort"),
        Binding("slash", "search", "Search", id="catalogue.search"),
        Binding("down", "list", "To the list", show=False, id="catalogue.list"),
        Binding("escape", "app.pop_screen", "Back", id="catalogue.back"),
    ]
    HELP = (
        "Type to search in titles and names; every word must be found. Open an idea to see its "
        "bugs: the program, what was changed, and what happened when it ran.\n\n"
        "Mouse: click an idea to select it, click it again to open it."
    )

    def __init__(self, bank: Bank, history: History, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._bank = bank
        self._history = history
        self._clock = clock
        self._records: dict[str, IdeaRecord] = {}
        self._titles: dict[str, str] = {}
        self._shown: list[str] = []
        self._shown_titles = 0
        self._filter = 0
        self._sort = 0
        self._width = 0
        self._placed: str | None = None
        """The idea that the cursor was put on when the list was made."""
        self._has_moved = False

    def compose(self) -> ComposeResult:
        yield Input(placeholder="Search ideas", id="search", compact=True)
        yield Static(id="state", markup=False)
        with Container(id="body"):
            yield DataTable(id="ideas", cursor_type="row", zebra_stripes=True)
            with Panel(id="about"):
                yield Static(id="idea", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self._lay_out()
        try:
            records = idea_records(self._bank, self._history, self._clock())
        except HistoryError as error:
            self.query_one("#body").display = False
            self._say(Content.assemble((f"{WRONG} ", BAD), str(error)))
            return
        self._records = {record.mutator: record for record in records}
        self._show()
        self.run_worker(self._read_titles, thread=True, exit_on_error=False)
        # Looked for by a timer: a call into an app that is just ending would wait for it.
        self.set_interval(_LOOK_SECONDS, self.show_new_titles)

    def on_resize(self) -> None:
        row = self._table.cursor_row
        if self._lay_out() and self._records:
            self._table.add_rows(self._rows(self._records[each] for each in self._shown))
            self._table.move_cursor(row=row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("list", "search"):
            return self._searching == (action == "list")
        return True

    def action_open(self) -> None:
        self._open(self._table.cursor_row)

    def action_list(self) -> None:
        self._table.focus()

    def action_search(self) -> None:
        self.query_one("#search", Input).focus()

    def action_filter(self) -> None:
        self._filter = (self._filter + 1) % len(FILTERS)
        self._show()

    def action_sort(self) -> None:
        self._sort = (self._sort + 1) % len(SORTS)
        self._show()

    def on_input_changed(self) -> None:
        self._show()

    def on_data_table_row_selected(self, message: DataTable.RowSelected) -> None:
        self._open(message.cursor_row)

    def on_data_table_row_highlighted(self, message: DataTable.RowHighlighted) -> None:
        row = message.cursor_row
        if 0 <= row < len(self._shown) and self._shown[row] != self._placed:
            self._has_moved = True
        self._describe(row)

    @property
    def _table(self) -> DataTable[Text]:
        return self.query_one("#ideas", DataTable)

    @property
    def _searching(self) -> bool:
        return self.query_one("#search", Input).has_focus

    def _open(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            return
        mutator = self._shown[row]
        items = [item.id for item in self._bank.by_mutator[mutator]]
        if items:
            record = f"Your record: {self._records[mutator].in_words}"
            self.app.push_screen(ItemScreen(self._bank, items, record))
        else:
            self.notify("The files of this idea have changed; none of its bugs can be shown.")

    def _read_titles(self) -> None:
        """In a thread: 2,000 files take seconds."""
        worker = get_current_worker()
        for mutator in list(self._records):
            if worker.is_cancelled:
                return
            idea = self._bank.idea(mutator)
            self._titles[mutator] = idea.title if idea else mutator

    def show_new_titles(self) -> None:
        if len(self._titles) == self._shown_titles:
            return
        self._shown_titles = len(self._titles)
        self._show(keep=True)

    def _show(self, keep: bool = False) -> None:
        """Lists what is searched for; with `keep` the cursor stays with the idea it was moved to.

        Where nobody has moved it, it stays at the top, whatever titles come in.
        """
        words = self.query_one("#search", Input).value
        table = self._table
        row = table.cursor_row
        self._has_moved = keep and self._has_moved
        at = self._shown[row] if self._has_moved and 0 <= row < len(self._shown) else None
        found = chosen(
            self._records.values(), self._titles, words, list(FILTERS)[self._filter], self._sort
        )
        self._shown = [record.mutator for record in found]
        top = table.scroll_y
        table.clear()
        table.add_rows(self._rows(found))
        if at in self._shown:
            table.move_cursor(row=self._shown.index(at), scroll=False)
            table.scroll_to(y=top, animate=False)
        row = table.cursor_row
        self._placed = self._shown[row] if 0 <= row < len(self._shown) else None
        self._describe(row)
        self._say(
            Content.assemble(
                (f"{len(found)} of {len(self._records)} ideas", "bold"),
                ("    Filter ", HEADING),
                list(FILTERS)[self._filter],
                ("    Sorted by ", HEADING),
                list(SORTS)[self._sort],
            )
        )

    def _rows(self, records: Iterable[IdeaRecord]) -> Iterable[Iterable[Text]]:
        for record in records:
            title = self._titles.get(record.mutator, record.mutator)
            yield map(Text, (cut(title, self._width), str(record.items), *record.cells))

    def _lay_out(self) -> bool:
        """Gives titles what the other columns leave; says whether that is new."""
        room = self.app.size.width
        # Each of the six has a space on both sides, and the bar to scroll takes one more.
        rest = sum(_COLUMNS.values()) + 2 * 6 + 1
        width = max(_LEAST_TITLE, (_TABLE if room >= _WIDE else room) - rest)
        if width == self._width:
            return False
        self._width = width
        self._table.clear(columns=True)
        self._table.add_column("Idea", width=width)
        for name, characters in _COLUMNS.items():
            self._table.add_column(name, width=characters)
        return True

    def _describe(self, row: int) -> None:
        about = self.query_one("#idea", Static)
        if not 0 <= row < len(self._shown):
            about.update(Content.styled("No idea is found by these words.", QUIET))
            return
        record = self._records[self._shown[row]]
        if record.mutator not in self._titles:
            about.update(Content(record.mutator))
            return
        idea = self._bank.idea(record.mutator)
        if idea is None:
            about.update(Content(f"{record.mutator}: its file cannot be read."))
            return
        parts = [
            Content.styled(idea.title, "bold"),
            paragraph("The misconception", idea.misconception),
            paragraph("The principle", idea.principle),
            paragraph("Your record", record.in_words),
            paragraph("Read more", idea.docs),
        ]
        about.update(Content("\n\n").join(parts))

    def _say(self, text: Content) -> None:
        self.query_one("#state", Static).update(text)
