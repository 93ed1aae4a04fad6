"""The result of an exam: passed or not, by section and idea, the time, and every question again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Static

from trainer.learning.bank import Bank
from trainer.learning.catalogue import title_of
from trainer.learning.exam_result import ExamResult, QuestionResult
from trainer.tui.screens.exam_review import ReviewScreen, said_text
from trainer.tui.texts import HEADING, QUIET, RIGHT, WRONG
from trainer.tui.widgets.exam_bar import FLAG, time_text
from trainer.tui.widgets.exam_report import report, verdict
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.tables import cut

_FILTERS: dict[str, Callable[[QuestionResult], bool]] = {
    "all": lambda each: True,
    "missed": lambda each: not each.correct and not each.void,
    "flagged": lambda each: each.flagged,
}
_VOID = "·"


class ResultScreen(Screen[None]):
    """At 80 columns the list of the questions takes the place of the summary, and back."""

    AUTO_FOCUS = "#summary"
    CSS_PATH = "exam_result.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="result.open", priority=True),
        Binding("l", "list", "Every question", id="result.list"),
        Binding("l", "summary", "Summary", id="result.summary"),
        Binding("w", "filter", "Filter", id="result.filter"),
        Binding("d", "drill_missed", "Drill what I missed", id="result.drill"),
        Binding("p", "exams", "Past exams", id="result.exams"),
        Binding("escape,q", "leave", "Back", id="result.back"),
    ]
    HELP = (
        "What was not answered counts as wrong; what the deck had no more does not count. Open a "
        "question to see its program again, what you answered, and what was wrong. The list can be "
        "narrowed to what you missed or flagged.\n\n"
        "A drill of what you missed asks about those ideas first. The seed draws the same exam "
        "again from the same deck, to compare with a friend.\n\n"
        "Mouse: click a question to select it, click it again to open it."
    )

    def __init__(self, result: ExamResult, bank: Bank, note: str = "") -> None:
        """`note` is a word on how the exam ended, where there is one."""
        super().__init__()
        self._result = result
        self._bank = bank
        self._note = note
        self._filter = 0
        self._shown: list[tuple[int, QuestionResult]] = []

    def compose(self) -> ComposeResult:
        yield Static(verdict(self._result, self._note), id="verdict", markup=False)
        with Container(id="body"):
            with Panel(id="summary"):
                yield Static(id="report", markup=False)
            with Container(id="list"):
                yield Static(id="filter", markup=False)
                yield DataTable(id="questions", cursor_type="row", zebra_stripes=True)
        yield KeyBar()

    def on_mount(self) -> None:
        ideas = {each.id: title_of(self._bank, each.id, "") for each in self._result.ideas}
        self.query_one("#report", Static).update(report(self._result, ideas))
        self._table.add_columns("", "No.", "Kind", "Question", "You answered", "Time", "")
        self.call_after_refresh(self._begin)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("open", "filter"):
            return self._lists
        if action == "list":
            return self._is_narrow and not self._lists
        if action == "summary":
            return self._is_narrow and self._lists
        if action == "drill_missed":
            return bool(self._result.missed)
        if action == "exams":
            return len(self.app.screen_stack) <= 2
        return True

    def action_open(self) -> None:
        self._open(self._table.cursor_row)

    def action_list(self) -> None:
        self._turn(to_list=True)

    def action_summary(self) -> None:
        self._turn(to_list=False)

    def action_filter(self) -> None:
        self._filter = (self._filter + 1) % len(_FILTERS)
        self._show()

    def action_drill_missed(self) -> None:
        self.app.drill_ideas(self._result.missed)  # type: ignore[attr-defined]

    def action_exams(self) -> None:
        self.app.action_exams()  # type: ignore[attr-defined]

    async def action_leave(self) -> None:
        """Back to what lies below, or home where that is nothing."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            await self.run_action("app.home")

    def on_data_table_row_selected(self, message: DataTable.RowSelected) -> None:
        self._open(message.cursor_row)

    @property
    def _table(self) -> DataTable[Text]:
        return self.query_one("#questions", DataTable)

    @property
    def _is_narrow(self) -> bool:
        return self.has_class("-narrow")

    @property
    def _lists(self) -> bool:
        """Whether the list is in sight."""
        return not self._is_narrow or self.has_class("-list")

    def _begin(self) -> None:
        self._show()
        if not self._is_narrow:
            self._table.focus()

    def _turn(self, to_list: bool) -> None:
        self.set_class(to_list, "-list")
        (self._table if to_list else self.query_one("#summary")).focus()
        self.refresh_bindings()

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self.app.push_screen(ReviewScreen(self._bank, self._shown, row))

    def _show(self) -> None:
        name = list(_FILTERS)[self._filter]
        self._shown = [
            (number, each)
            for number, each in enumerate(self._result.answers, start=1)
            if _FILTERS[name](each)
        ]
        self._table.clear()
        widths = (28, 16) if self._is_narrow else (40, 20)
        for number, each in self._shown:
            self._table.add_row(*map(Text, self._row(number, each, *widths)))
        self.query_one("#filter", Static).update(
            Content.assemble(
                (f"{len(self._shown)} of {len(self._result.answers)} questions", "bold"),
                ("   Filter ", HEADING),
                name,
                ("" if self._shown else "   Nothing to show here.", QUIET),
            )
        )

    def _row(
        self, number: int, question: QuestionResult, about_width: int, said_width: int
    ) -> Iterator[str]:
        yield _VOID if question.void else RIGHT if question.correct else WRONG
        yield str(number)
        yield question.kind.value
        yield cut(title_of(self._bank, question.idea, question.spec.snippet), about_width)
        yield cut(" ".join(said_text(question).split()), said_width)
        yield time_text(question.seconds)
        yield FLAG if question.flagged else ""
