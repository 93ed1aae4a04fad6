"""One idea's bugs again, one at a time: the program, the change, the explanation, the record."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.drill import Result
from trainer.learning.questions import Question, about_item
from trainer.model import DOMAINS
from trainer.tui.screens.drill_steps import answer_marks
from trainer.tui.texts import QUIET, RAISED, WRONG
from trainer.tui.widgets.code import code_lines
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.lines import Lines
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.reveal import Reveal

if TYPE_CHECKING:
    from trainer.tui.runs import Runs


class ItemScreen(Screen[None]):
    """What all screens share that open a reveal again."""

    AUTO_FOCUS = "#item"
    CSS_PATH = "item.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "turn(1)", "Next bug", id="item.next"),
        Binding("left,p", "turn(-1)", "Bug before", id="item.before"),
        Binding("r", "run_bug", "Run it", id="item.run-bug"),
        Binding("o", "run_original", "Run original", id="item.run-original"),
        Binding("j", "move_text(1)", "Down", show=False, id="item.down"),
        Binding("k", "move_text(-1)", "Up", show=False, id="item.up"),
        Binding("escape,q", "app.pop_screen", "Back", id="item.back"),
    ]
    HELP = (
        f"The program as it is asked about; {WRONG} marks what is wrong, {RAISED} the line that "
        "raises where that is another. In the change, what was right comes before what broke it."
    )

    def __init__(self, bank: Bank, questions: Sequence[str], record: str = "") -> None:
        """`questions` are ids of items; `record` is what is known of them."""
        super().__init__()
        self._bank = bank
        self._questions = questions
        self._record = record
        self._number = 0
        self._question: Question | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="heading", markup=False)
        with Panel(id="item"):
            yield Static(id="said", markup=False)
            with Container(id="columns"):
                yield Lines(id="code")
                yield Reveal()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#code", Lines).can_focus = False
        # Before it is known whether there is something to scroll: the arrows must work at once.
        self._panel.can_focus = True
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "turn":
            return len(self._questions) > 1
        if action in ("run_bug", "run_original"):
            question = self._question
            if self._runs is None or question is None:
                return False
            return action == "run_original" or question.item is not None
        return True

    def action_turn(self, by: int) -> None:
        self._number = (self._number + by) % len(self._questions)
        self._show()

    def action_move_text(self, by: int) -> None:
        self._panel.scroll_relative(y=by, animate=False)

    def action_run_bug(self) -> None:
        if self._question is not None and self._question.item is not None:
            self._run(self._question, self._question.item.code, "The program with the bug")

    def action_run_original(self) -> None:
        question = self._question
        if question is not None:
            self._run(question, question.snippet.code.text, "The program as it should be")

    @property
    def _panel(self) -> Panel:
        return self.query_one("#item", Panel)

    @property
    def _runs(self) -> Runs | None:
        """None where programs cannot be run."""
        runs: Runs | None = self.app.runs  # type: ignore[attr-defined]
        return runs

    def _show(self) -> None:
        """Shows the question at `_number`."""
        key = self._questions[self._number]
        item = self._bank.item(key)
        rng = random.Random(0)
        question = about_item(self._bank, item, Kind.SPOT, "review", rng) if item else None
        self._show_question(question)
        self._head(key if question is None else about(question, self._place))
        said = [self._record] if self._record else []
        if question is None:
            said.append("This bug is no longer in the deck.")
        self._say(Content("\n".join(said)))

    @property
    def _place(self) -> str:
        count = len(self._questions)
        return f"{self._number + 1} of {count}" if count > 1 else ""

    def _show_question(
        self, question: Question | None, result: Result | None = None, *, whole: bool = True
    ) -> None:
        """Shows a program with its reveal, gaps filled; nothing where there is none any more."""
        self._question = question
        self.query_one("#columns").display = question is not None
        if question is not None:
            filled = question.kind is Kind.BLANK
            code = self.query_one("#code", Lines)
            code.show(code_lines(question.snippet.code.text if filled else question.code))
            code.movable = False
            code.mark(answer_marks(question, result, revealed=True))
            self.query_one(Reveal).show(question, result, whole=whole)
        self._panel.scroll_home(animate=False)
        self.refresh_bindings()

    def _head(self, text: Content | str) -> None:
        self.query_one("#heading", Static).update(
            Content.styled(text, "bold") if isinstance(text, str) else text
        )

    def _say(self, text: Content) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text)

    def _run(self, question: Question, code: str, heading: str) -> None:
        from trainer.tui.screens.run import RunScreen

        assert self._runs is not None
        self.app.push_screen(RunScreen(self._runs, question.snippet, code, heading))


def about(question: Question, place: str = "") -> Content:
    """What a question is about; `place` is where it stands among others."""
    return Content.assemble(
        (question.idea.title if question.idea else "Nothing is wrong here", "bold"),
        (f" · {place}" if place else "", QUIET),
        f" · {DOMAINS[question.snippet.domain]} · {question.snippet.title}",
    )
