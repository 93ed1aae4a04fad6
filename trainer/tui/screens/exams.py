"""Past exams: every one that was handed in, the newest first."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Static

from trainer.errors import HistoryError
from trainer.learning.bank import Bank
from trainer.learning.exam_result import ExamResult, result_of
from trainer.learning.history import History
from trainer.tui.texts import BAD, QUIET, RIGHT, WRONG
from trainer.tui.widgets.exam_bar import time_text
from trainer.tui.widgets.keys import KeyBar


class ExamsScreen(Screen[None]):
    """Opens the result of each."""

    AUTO_FOCUS = "#exams"
    CSS_PATH = "exam_result.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="exams.open", priority=True),
        Binding("escape,q", "app.pop_screen", "Back", id="exams.back"),
    ]
    HELP = (
        "Open an exam to see its result and its questions again. Exams with the same seed and "
        "blueprint had the same questions.\n\n"
        "Mouse: click an exam to select it, click it again to open it."
    )

    def __init__(self, bank: Bank, history: History) -> None:
        super().__init__()
        self._bank = bank
        self._history = history
        self._results: list[ExamResult] = []

    def compose(self) -> ComposeResult:
        yield Static(id="state", markup=False)
        yield DataTable(id="exams", cursor_type="row", zebra_stripes=True)
        yield KeyBar()

    def on_mount(self) -> None:
        self._table.add_columns("", "When", "Right", "Needed", "Time", "Blueprint", "Seed")
        problems = []
        try:
            records = self._history.exams()
        except HistoryError as error:
            records = []
            problems.append(str(error))
        for record in records:
            if record.ended is not None:
                try:
                    self._results.append(result_of(record))
                except HistoryError as error:
                    problems.append(str(error))
        self._table.add_rows([map(Text, _row(result)) for result in self._results])
        self._say(problems)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._results) if action == "open" else True

    def action_open(self) -> None:
        self._open(self._table.cursor_row)

    def on_data_table_row_selected(self, message: DataTable.RowSelected) -> None:
        self._open(message.cursor_row)

    @property
    def _table(self) -> DataTable[Text]:
        return self.query_one("#exams", DataTable)

    def _open(self, row: int) -> None:
        from trainer.tui.screens.exam_result import ResultScreen

        if 0 <= row < len(self._results):
            self.app.push_screen(ResultScreen(self._results[row], self._bank))

    def _say(self, problems: list[str]) -> None:
        count = len(self._results)
        parts = [Content.styled("1 past exam" if count == 1 else f"{count} past exams", "bold")]
        if not count and not problems:
            parts.append(Content.styled("Nothing was handed in yet.", QUIET))
        parts += [Content.assemble((f"{WRONG} ", BAD), problem) for problem in problems]
        self.query_one("#state", Static).update(Content("\n").join(parts))


def _row(result: ExamResult) -> tuple[str, ...]:
    return (
        RIGHT if result.passed else WRONG,
        f"{result.began.astimezone():%Y-%m-%d %H:%M}",
        f"{result.score} of {result.questions}",
        str(result.needed),
        time_text(result.seconds),
        result.title,
        str(result.seed),
    )
