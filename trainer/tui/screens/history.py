"""History: every answer, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.coordinate import Coordinate
from textual.screen import Screen
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

from trainer.errors import HistoryError
from trainer.learning.answer_list import answers_count, answers_page
from trainer.learning.answers import KIND_NAMES, Answer, Kind
from trainer.learning.bank import Bank
from trainer.learning.catalogue import title_of
from trainer.learning.history import History
from trainer.tui.screens.answer import AnswerScreen, response_text
from trainer.tui.texts import BAD, HEADING, QUIET, RIGHT, WRONG
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.tables import cut

_PAGE = 200
_NEAR = 30
"""How many rows before the last one the next page is read."""
_KINDS = (None, *Kind)
_WIDE = 120
"""Columns of a screen with room for the time of day, as the app counts `-wide`."""
_DAY, _TIME, _LONGEST_KIND, _LEAST, _LONGEST_TITLE = 10, 6, 7, 12, 60
"""Characters of what the columns hold."""
_TITLE_COLUMN = 3
_LOOK_SECONDS = 0.2
_RESULTS = {None: "all", True: "right", False: "wrong"}


class HistoryScreen(Screen[None]):
    """Reads a page of answers when the one before it is nearly through.

    Titles stand in a file each: those of a page are read in a thread, and come in later.
    """

    AUTO_FOCUS = "#answers"
    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="history.open", priority=True),
        Binding("k", "kind", "Kind", id="history.kind"),
        Binding("w", "result", "Right or wrong", id="history.result"),
        Binding("escape,q", "app.pop_screen", "Back", id="history.back"),
    ]
    HELP = (
        "Open an answer to see the program again, what you answered, and what was wrong. The list "
        "can be narrowed to one kind of question, and to right or wrong answers.\n\n"
        "Mouse: click an answer to select it, click it again to open it."
    )

    def __init__(self, bank: Bank, history: History) -> None:
        super().__init__()
        self._bank = bank
        self._history = history
        self._kind: Kind | None = None
        self._correct: bool | None = None
        self._answers: list[Answer] = []
        self._count = 0
        self._titles: dict[tuple[str | None, str], str] = {}
        self._untitled: list[int] = []
        """The rows whose title is still to come."""
        self._widths = (0, 0)

    def compose(self) -> ComposeResult:
        yield Static(id="filter", markup=False)
        yield DataTable(id="answers", cursor_type="row", zebra_stripes=True)
        yield KeyBar()

    def on_mount(self) -> None:
        self._lay_out()
        self._restart()
        # Looked for by a timer: a call into an app that is just ending would wait for it.
        self.set_interval(_LOOK_SECONDS, self.show_new_titles)

    def on_resize(self) -> None:
        row = self._table.cursor_row
        if self._lay_out():
            self._add(self._answers)
            self._table.move_cursor(row=row)

    def action_open(self) -> None:
        self._open(self._table.cursor_row)

    def action_kind(self) -> None:
        self._kind = _KINDS[(_KINDS.index(self._kind) + 1) % len(_KINDS)]
        self._restart()

    def action_result(self) -> None:
        order = list(_RESULTS)
        self._correct = order[(order.index(self._correct) + 1) % len(order)]
        self._restart()

    def on_data_table_row_selected(self, message: DataTable.RowSelected) -> None:
        self._open(message.cursor_row)

    def on_data_table_row_highlighted(self, message: DataTable.RowHighlighted) -> None:
        if message.cursor_row >= len(self._answers) - _NEAR and len(self._answers) < self._count:
            self._read_on()

    @property
    def _table(self) -> DataTable[Text]:
        return self.query_one("#answers", DataTable)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._answers):
            answer = self._answers[row]
            self.app.push_screen(AnswerScreen(self._bank, self._history, answer))

    def _restart(self) -> None:
        self._answers = []
        self._count = 0
        self._untitled = []
        self._table.clear()
        try:
            self._count = answers_count(self._history, kind=self._kind, correct=self._correct)
        except HistoryError as error:
            self._say(Content.assemble((f"{WRONG} ", BAD), str(error)))
            return
        self._say_filter()
        self._read_on()

    def _read_on(self) -> None:
        try:
            page = answers_page(
                self._history,
                kind=self._kind,
                correct=self._correct,
                skip=len(self._answers),
                most=_PAGE,
            )
        except HistoryError as error:
            self._say(Content.assemble((f"{WRONG} ", BAD), str(error)))
            return
        self._answers += page
        self._add(page)
        wanted = {key: answer for answer in page if (key := _key(answer)) not in self._titles}
        self.run_worker(lambda: self._read_titles(wanted), thread=True, exit_on_error=False)

    def _read_titles(self, wanted: Mapping[tuple[str | None, str], Answer]) -> None:
        """In a thread: 200 files take a second."""
        worker = get_current_worker()
        for key, answer in wanted.items():
            if worker.is_cancelled:
                return
            self._titles[key] = title_of(self._bank, answer.mutator, answer.snippet)

    def show_new_titles(self) -> None:
        """Called every now and then."""
        waiting, self._untitled = self._untitled, []
        for row in waiting:
            title = self._titles.get(_key(self._answers[row]))
            if title is None:
                self._untitled.append(row)
            else:
                shown = Text(cut(title, self._widths[0]))
                self._table.update_cell_at(Coordinate(row, _TITLE_COLUMN), shown)

    def _lay_out(self) -> bool:
        """Divides the width among the columns; says whether they, and so the rows, are new."""
        width = self.app.size.width
        narrow = width < _WIDE
        fixed = {"": 1, "When": _DAY if narrow else _DAY + _TIME, "Kind": _LONGEST_KIND}
        # Each of the five has a space on both sides, and the bar to scroll takes one more.
        left = width - sum(fixed.values()) - 2 * 5 - 1
        about = max(_LEAST, min(_LONGEST_TITLE, left * 3 // 5))
        widths = (about, max(_LEAST, left - about))
        if widths == self._widths:
            return False
        self._widths = widths
        self._table.clear(columns=True)
        self._untitled = []
        for name, room in (
            *fixed.items(), ("Question", widths[0]), ("You answered", widths[1]),
        ):  # fmt: skip
            self._table.add_column(name, width=room)
        return True

    def _add(self, answers: Sequence[Answer]) -> None:
        """Adds rows below those there are."""
        first = self._table.row_count
        for row, answer in enumerate(answers, start=first):
            if _key(answer) not in self._titles:
                self._untitled.append(row)
        self._table.add_rows([map(Text, self._row(answer)) for answer in answers])

    def _row(self, answer: Answer) -> tuple[str, ...]:
        about, said = self._widths
        title = self._titles.get(_key(answer), (answer.mutator or answer.snippet).replace("-", " "))
        at = answer.at.astimezone()
        return (
            RIGHT if answer.correct else WRONG,
            f"{at:%Y-%m-%d %H:%M}" if self.app.size.width >= _WIDE else f"{at:%Y-%m-%d}",
            answer.kind.value,
            cut(title, about),
            cut(" ".join(response_text(answer).split()), said),
        )

    def _say_filter(self) -> None:
        kind = KIND_NAMES[self._kind] if self._kind else "all"
        self._say(
            Content.assemble(
                ("1 answer" if self._count == 1 else f"{self._count} answers", "bold"),
                ("    Kind ", HEADING),
                kind,
                ("    Right or wrong ", HEADING),
                _RESULTS[self._correct],
                ("" if self._count else "    Nothing to show here yet.", QUIET),
            )
        )

    def _say(self, text: Content) -> None:
        self.query_one("#filter", Static).update(text)


def _key(answer: Answer) -> tuple[str | None, str]:
    """What two answers have in common that have one title."""
    return (answer.mutator, "") if answer.mutator else (None, answer.snippet)
