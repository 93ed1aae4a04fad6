"""History: every answer, the newest first."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static

from trainer.errors import HistoryError
from trainer.learning.answer_list import answers_count, answers_page
from trainer.learning.answers import KIND_NAMES, Answer, Kind
from trainer.learning.bank import Bank
from trainer.learning.history import History
from trainer.tui.screens.item import ItemScreen, response_text
from trainer.tui.texts import BAD, HEADING, QUIET, RIGHT, WRONG
from trainer.tui.widgets.tables import cut

_PAGE = 200
_NEAR = 30
"""How many rows before the last one the next page is read."""
_KINDS = (None, *Kind)
_RESULTS = {None: "all", True: "right", False: "wrong"}


class HistoryScreen(Screen[None]):
    """Reads a page of answers when the one before it is nearly through."""

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

    def compose(self) -> ComposeResult:
        yield Static(id="filter", markup=False)
        yield DataTable(id="answers", cursor_type="row", zebra_stripes=True)
        yield Footer()

    def on_mount(self) -> None:
        self._table.add_columns("", "When", "Kind", "Question", "You answered")
        self._restart()

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
            self.app.push_screen(ItemScreen(self._bank, [answer.question], answer=answer))

    def _restart(self) -> None:
        self._answers = []
        self._count = 0
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
        widths = (30, 13) if self.has_class("-narrow") else (44, 70)
        self._table.add_rows([map(Text, _row(answer, *widths)) for answer in page])

    def _say_filter(self) -> None:
        kind = KIND_NAMES[self._kind] if self._kind else "all"
        self._say(
            Content.assemble(
                (f"{self._count} answers", "bold"),
                ("    Kind ", HEADING),
                kind,
                ("    Right or wrong ", HEADING),
                _RESULTS[self._correct],
                ("" if self._count else "    Nothing to show here yet.", QUIET),
            )
        )

    def _say(self, text: Content) -> None:
        self.query_one("#filter", Static).update(text)


def _row(answer: Answer, about_width: int, said_width: int) -> tuple[str, ...]:
    about = answer.mutator.replace("-", " ") if answer.mutator else f"{answer.snippet} (unchanged)"
    said = " ".join(response_text(answer).split())
    return (
        RIGHT if answer.correct else WRONG,
        f"{answer.at.astimezone():%Y-%m-%d %H:%M}",
        answer.kind.value,
        cut(about, about_width),
        cut(said, said_width),
    )
