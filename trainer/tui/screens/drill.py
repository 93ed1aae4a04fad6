"""The drill: which line is wrong, what happens when it runs, and the reveal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from trainer.errors import HistoryError
from trainer.learning.answers import OUTCOME_STEP
from trainer.learning.drill import MOST_HINTS, Drill
from trainer.learning.questions import Question
from trainer.model import changed_lines
from trainer.tui import texts
from trainer.tui.widgets.code import code_lines
from trainer.tui.widgets.lines import Lines, Mark
from trainer.tui.widgets.panel import Panel

_SIGNS = {"-": Mark(texts.RIGHT, "right"), "+": Mark(texts.WRONG, "wrong")}
"""Of a changed line: `-` is what was there before the bug came in."""


class Step(StrEnum):
    """Where the question on screen stands; each is a class of `#drill` for its styles."""

    ASKING = "-asking"
    CHOOSING = "-choosing"
    REVEALED = "-revealed"
    STUCK = "-stuck"
    """The history failed, or nothing can be asked."""


class DrillScreen(Screen[None]):
    """Shows one question after the other."""

    AUTO_FOCUS = "#code"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accuse", "This line", id="drill.accuse"),
        Binding("n", "accuse_nothing", "Nothing is wrong", id="drill.nothing"),
        Binding("h", "hint", "Hint", id="drill.hint"),
        Binding("1", "choose(0)", "Choose", key_display="1-4", id="drill.first"),
        Binding("2", "choose(1)", "Choose 2", show=False, id="drill.second"),
        Binding("3", "choose(2)", "Choose 3", show=False, id="drill.third"),
        Binding("4", "choose(3)", "Choose 4", show=False, id="drill.fourth"),
        Binding("enter", "choose_cursor", "This one", id="drill.choose"),
        Binding("enter,space", "next", "Next", id="drill.next"),
        Binding("enter", "retry", "Try again", id="drill.retry"),
        Binding("d", "docs", "Docs", id="drill.docs"),
        Binding("c", "toggle_code", "Code", id="drill.code"),
        Binding("escape", "app.home", "Home", id="drill.home"),
    ]
    HELP = (
        "A program holds one bug or none. Point at the code that is wrong, which is not always the "
        "line where Python raises, or say that nothing is wrong. Then say what happens when it "
        "runs: every bug was run, and what you are shown is what it really did.\n\n"
        "A line that you find with a hint comes back sooner than one that you find without.\n\n"
        "Mouse: click a line to select it, click it again to answer."
    )
    STEPS = {
        Step.ASKING: {"accuse", "accuse_nothing", "hint"},
        Step.CHOOSING: {"choose", "choose_cursor"},
        Step.REVEALED: {"next", "docs", "toggle_code"},
        Step.STUCK: {"retry"},
    }
    """What can be done in one step only; everything else always."""

    def __init__(self, drill: Drill) -> None:
        super().__init__()
        self.drill = drill
        self.step = Step.STUCK

    def compose(self) -> ComposeResult:
        with Container(id="drill"):
            yield Static(id="top", markup=False)
            yield Static(id="prompt", markup=False)
            with Container(id="body"):
                yield Lines(id="code")
                with Panel(id="panel"):
                    yield Static(id="told", markup=False)
                    yield Lines(id="options")
                    yield Lines(id="change")
                    yield Static(id="more", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self._ask()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if any(action in actions for actions in self.STEPS.values()):
            if action not in self.STEPS[self.step]:
                return False
            if action == "toggle_code":
                return self.has_class("-narrow")
            if action == "hint" and self.drill.hints == MOST_HINTS:
                return None
        return True

    def action_accuse(self) -> None:
        cursor = self._code.cursor
        if cursor is not None:
            self._accuse(cursor + 1)

    def action_accuse_nothing(self) -> None:
        self._accuse(None)

    def action_hint(self) -> None:
        question = self._question
        self._told.update(texts.beside_question(question, self.drill.use_hint()))
        self._code.mark({line - 1: Mark("?", "hint") for line in question.hint_lines})
        if (self._code.cursor or 0) + 1 not in question.hint_lines:
            self._code.cursor = question.hint_lines.start - 1
            self._code.reveal_line(question.hint_lines.start - 1)
        self._panel.scroll_home(animate=False)
        self.refresh_bindings()

    def action_choose(self, index: int) -> None:
        question = self._question
        if index >= len(question.options):
            return
        with self._answering():
            self.drill.choose_step(OUTCOME_STEP, index)
        if self.drill.result is not None and OUTCOME_STEP in self.drill.result.steps:
            self._reveal()

    def action_choose_cursor(self) -> None:
        if self._options.cursor is not None:
            self.action_choose(self._options.cursor)

    def action_next(self) -> None:
        self._ask()

    def action_retry(self) -> None:
        self._ask()

    def action_toggle_code(self) -> None:
        area = self.query_one("#drill")
        area.toggle_class("-show-code")
        (self._code if area.has_class("-show-code") else self._panel).focus()

    def action_docs(self) -> None:
        if self.app.is_web or _has_browser():
            self.app.open_url(texts.docs_of(self._question))
        else:
            self.notify("No browser was found here; the address is in the text.")

    def on_lines_chosen(self, message: Lines.Chosen) -> None:
        if message.lines is self._code and self.step is Step.ASKING:
            self._accuse(message.index + 1)
        elif message.lines is self._options and self.step is Step.CHOOSING:
            self.action_choose(message.index)

    @property
    def _code(self) -> Lines:
        return self.query_one("#code", Lines)

    @property
    def _options(self) -> Lines:
        return self.query_one("#options", Lines)

    @property
    def _panel(self) -> Panel:
        return self.query_one("#panel", Panel)

    @property
    def _told(self) -> Static:
        return self.query_one("#told", Static)

    @property
    def _question(self) -> Question:
        assert self.drill.question is not None
        return self.drill.question

    def _ask(self) -> None:
        try:
            question = self.drill.next_question()
        except HistoryError as error:
            self._be_stuck(str(error))
            return
        if question is None:
            self._be_stuck("Nothing can be asked: no idea can be read. Home lists the files.")
            return
        self._go(Step.ASKING)
        self.query_one("#top", Static).update(texts.top_line(question))
        self._say(texts.prompt(question, None))
        self._told.update(texts.beside_question(question, 0))
        self._told.display = True
        self._panel.scroll_home(animate=False)
        self._code.show(code_lines(question.code), cursor=0)
        self._code.focus()
        self._panel.can_focus = self._panel.show_vertical_scrollbar

    def _accuse(self, line: int | None) -> None:
        question = self._question
        with self._answering():
            self.drill.accuse(line)
        if self.drill.result is None:
            return
        self._code.movable = False
        self._mark_answer()
        if len(question.options) < 2:
            self._reveal()
        else:
            self._ask_outcome()

    def _ask_outcome(self) -> None:
        question = self._question
        self._go(Step.CHOOSING)
        self._say(texts.prompt(question, self.drill.result))
        self._told.update(texts.outcome_question())
        # No option is under the cursor yet: a second Enter by mistake must not answer.
        self._options.show([Content(option.text) for option in question.options], cursor=None)
        self._options.focus()
        self._code.reveal_line(question.answer_lines.start - 1)

    def _reveal(self) -> None:
        question, result = self._question, self.drill.result
        assert result is not None
        self._go(Step.REVEALED)
        self._say(texts.prompt(question, result))
        above = texts.above_change(question, result)
        self._told.update(above)
        self._told.display = bool(above)
        self._show_change(question)
        self.query_one("#more", Static).update(texts.explanation(question))
        self._mark_answer()
        self._panel.can_focus = True
        self._panel.scroll_home(animate=False)
        self._panel.focus()

    def _show_change(self, question: Question) -> None:
        rows = changed_lines(question.item.proof) if question.item else []
        change = self.query_one("#change", Lines)
        change.show(
            [line for _, _, text in rows for line in code_lines(text)],
            labels=[number for _, number, _ in rows],
        )
        change.can_focus = False
        change.set_class(bool(rows), "-some")
        change.mark({n: _SIGNS[sign] for n, (sign, _, _) in enumerate(rows) if sign in _SIGNS})

    def _mark_answer(self) -> None:
        question, result = self._question, self.drill.result
        marks = {}
        if result is not None and result.accused is not None and not result.correct:
            marks[result.accused - 1] = Mark("?", "hint")
        item = question.item
        if item is not None and item.raised_elsewhere and self.step is Step.REVEALED:
            marks[(item.proof.line or 1) - 1] = Mark(texts.RAISED, "raised")
        for line in question.answer_lines:
            marks[line - 1] = Mark(texts.WRONG, "wrong")
        self._code.mark(marks)

    def _be_stuck(self, message: str) -> None:
        self._go(Step.STUCK)
        self._say(Content.assemble((f"{texts.WRONG} ", texts.BAD), message))

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Says of an answer that could not be stored that it was not; it can be given again."""
        try:
            yield
        except HistoryError as error:
            self._say(texts.not_saved(str(error)))

    def _say(self, text: Content) -> None:
        self.query_one("#prompt", Static).update(text)

    def _go(self, step: Step) -> None:
        self.step = step
        # Classes of the screen would restyle its footer too, and each change would do so anew:
        # that took 80 ms of the way to the next question.
        area = self.query_one("#drill")
        area.remove_class("-show-code", *Step, update=False)
        area.add_class(step)
        self.refresh_bindings()


def _has_browser() -> bool:
    """Whether there is a browser with a window of its own: one in the terminal would cover us."""
    import webbrowser

    try:
        return type(webbrowser.get()) is not webbrowser.GenericBrowser
    except webbrowser.Error:
        return False
