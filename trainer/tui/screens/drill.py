"""The drill: a question of any kind, the choices that follow, and the reveal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from trainer.errors import HistoryError
from trainer.learning.answers import FIX_STEP, OUTCOME_STEP, Kind
from trainer.learning.drill import Drill
from trainer.learning.questions import Question
from trainer.tui import texts
from trainer.tui.screens.drill_steps import Choice, Step, answer_marks, is_held_back, open_choice
from trainer.tui.widgets.code import code_lines, code_text
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.lines import Lines, Mark
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.reveal import Reveal

if TYPE_CHECKING:
    from trainer.tui.runs import Runs
    from trainer.tui.screens.drill_fix import Bench
    from trainer.tui.widgets.running import RunView


class DrillScreen(Screen[None]):
    """Shows one question after the other."""

    AUTO_FOCUS = "#code"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "To the question", id="drill.begin"),
        Binding("enter", "accuse", "This line", id="drill.accuse"),
        Binding("n", "accuse_nothing", "Nothing is wrong", id="drill.nothing"),
        Binding("1", "choose(0)", "Choose", key_display="1-4", id="drill.first"),
        Binding("2", "choose(1)", "Choose 2", show=False, id="drill.second"),
        Binding("3", "choose(2)", "Choose 3", show=False, id="drill.third"),
        Binding("4", "choose(3)", "Choose 4", show=False, id="drill.fourth"),
        Binding("enter", "choose_cursor", "This one", id="drill.choose"),
        Binding("ctrl+r,f5", "run_edit", "Run it", id="drill.run-edit"),
        Binding("ctrl+g", "give_up", "Give up", id="drill.give-up"),
        Binding("h", "hint", "Hint", id="drill.hint"),
        Binding("f2", "hint_editing", "Hint", id="drill.hint-editing"),
        Binding("enter,space", "next", "Next", id="drill.next"),
        Binding("enter", "retry", "Try again", id="drill.retry"),
        Binding("d", "docs", "Docs", id="drill.docs"),
        Binding("c", "toggle_code", "Code", id="drill.code"),
        Binding("r", "run_bug", "Run it", id="drill.run-bug"),
        Binding("o", "run_original", "Run original", id="drill.run-original"),
        Binding("u", "take_back", "Take back", id="drill.take-back"),
        Binding("u", "take_back_last", "Take back", show=False, id="drill.take-back-last"),
        Binding("escape", "cancel_run", "Cancel", id="drill.cancel-run"),
        Binding("escape", "leave", "Home", id="drill.home"),
    ]
    HELP = (
        "A program holds one bug or none. Its title says what it is to do: code that does "
        "something else is wrong, also where nothing is raised. Point at the code that is wrong, "
        "which is not always the line where Python raises, or say that nothing is. Then say what "
        "happens when it runs: every bug was run, and what you are shown is what it really did. "
        "Other questions ask for what belongs into a gap, for what happens, or let you mend the "
        "program.\n\n"
        "What you find with a hint comes back sooner than what you find without.\n\n"
        "Mouse: click a line to select it, click it again to answer."
    )

    def __init__(self, drill: Drill, runs: Runs | None = None) -> None:
        """Without `runs` nothing is offered that would execute a program."""
        super().__init__()
        self.drill = drill
        self.step = Step.STUCK
        self._runs = runs
        self._made_bench: Bench | None = None

    def compose(self) -> ComposeResult:
        with Container(id="drill"):
            yield Static(id="top", markup=False)
            yield Static(id="prompt", markup=False)
            with Container(id="body"):
                yield Lines(id="code")
                with Panel(id="panel"):
                    yield Static(id="told", markup=False)
                    yield Lines(id="options")
                    yield Reveal(id="reveal")
        yield KeyBar()

    def on_mount(self) -> None:
        self._ask()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("cancel_run", "leave"):
            runs = self._made_bench is not None and self._made_bench.view.running
            return runs is (action == "cancel_run")
        if is_held_back(action, self.step, self.drill.result is not None):
            return False
        if action == "toggle_code":
            return self.has_class("-narrow")
        if action in ("hint", "hint_editing"):
            if self.drill.result is not None:
                return False
            return None if self.drill.hints >= texts.most_hints(self._question) else True
        if action == "run_bug":
            return self._runs is not None and self._question.item is not None
        if action in ("run_original", "run_edit"):
            return self._runs is not None
        return True

    def action_begin(self) -> None:
        self._show_question()

    def action_accuse(self) -> None:
        cursor = self._code.cursor
        if cursor is not None:
            self._accuse(cursor + 1)

    def action_accuse_nothing(self) -> None:
        self._accuse(None)

    def action_hint(self) -> None:
        question = self._question
        self._told.update(texts.beside_question(question, self.drill.use_hint()))
        self._told.display = True
        if question.kind in (Kind.SPOT, Kind.OUTCOME):
            self._code.mark({line - 1: Mark("?", "hint") for line in question.hint_lines})
            if (self._code.cursor or 0) + 1 not in question.hint_lines:
                self._code.cursor = question.hint_lines.start - 1
                self._code.reveal_line(question.hint_lines.start - 1)
        self._panel.scroll_home(animate=False)
        self.refresh_bindings()

    def action_hint_editing(self) -> None:
        self.action_hint()
        # What a run showed stands above the hints.
        self.call_after_refresh(
            self._panel.scroll_to_widget, self._told, animate=False, top=True, force=True
        )

    def action_choose(self, index: int) -> None:
        choice = open_choice(self._question, self.drill.result)
        if choice is None or index >= len(choice.options):
            return
        with self._answering():
            if choice.step is None:
                self.drill.choose(index)
            else:
                self.drill.choose_step(choice.step, index)
            self._go_on()

    def action_choose_cursor(self) -> None:
        if self._options.cursor is not None:
            self.action_choose(self._options.cursor)

    def action_next(self) -> None:
        self._ask()

    def action_retry(self) -> None:
        self._ask()

    def action_take_back(self) -> None:
        """Opens the question on screen again, or takes back the answer to the one before."""
        answered = self.drill.result is not None
        with self._answering():
            if not self.drill.take_back():
                self.notify("There is no answer of this session to take back.")
            elif answered:
                self._show_question()
                self.notify("Taken back: it is as if you had not answered.")
            else:
                self.notify("The answer to the question before is taken back.")

    def action_take_back_last(self) -> None:
        self.action_take_back()

    def action_toggle_code(self) -> None:
        area = self.query_one("#drill")
        area.toggle_class("-show-code")
        (self._code if area.has_class("-show-code") else self._panel).focus()

    def action_docs(self) -> None:
        from trainer.tui.browser import has_browser

        if self.app.is_web or has_browser():
            self.app.open_url(texts.docs_of(self._question))
        else:
            self.notify("No browser was found here; the address is in the text.")

    def action_run_edit(self) -> None:
        self._bench.run(self._question.snippet)
        self.refresh_bindings()

    def action_cancel_run(self) -> None:
        self._bench.view.cancel()

    def action_give_up(self) -> None:
        self._bench.view.clear()
        self._hand_in(self._bench.editor.text, passed=False)

    def action_run_bug(self) -> None:
        question = self._question
        assert question.item is not None
        self._run(question.item.code, "The program with the bug")

    def action_run_original(self) -> None:
        self._run(self._question.snippet.code.text, "The program as it should be")

    async def action_leave(self) -> None:
        """Home; but what was typed is not thrown away unasked."""
        if self.step is Step.EDITING and self._bench.warns():
            self.notify("Esc again leaves this question without what you typed.")
            return
        await self.run_action("app.home")

    def on_lines_chosen(self, message: Lines.Chosen) -> None:
        if message.lines is self._code and self.step is Step.ASKING:
            self._accuse(message.index + 1)
        elif message.lines is self._options and self.step is Step.CHOOSING:
            self.action_choose(message.index)

    def on_run_view_ended(self, message: RunView.Ended) -> None:
        self.refresh_bindings()
        # One that is not on show was on its way while another question came.
        if message.passed and message is self._bench.view.ended and self.step is Step.EDITING:
            self._hand_in(message.code, passed=True)

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
    def _bench(self) -> Bench:
        """Made when the first program is to be mended."""
        from trainer.tui.runs import Runs
        from trainer.tui.screens.drill_fix import Bench

        if self._made_bench is None:
            self._made_bench = Bench(self.query_one("#body"), self._panel, self._runs or Runs())
        return self._made_bench

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
            self._be_stuck(
                "Nothing can be asked in this way. Settings say which kinds of question a drill "
                "asks; home lists files that cannot be read."
            )
            return
        if question.kind is Kind.FIX:
            self._bench.load(question.code)
        self.query_one("#top", Static).update(texts.top_line(question))
        if self._runs is not None and self.drill.may_ask_to_fix:
            # After the question is on screen: it must not wait for this.
            self.call_after_refresh(self._runs.warm_up)
        lesson = self.drill.lesson
        if lesson is None:
            self._show_question()
            return
        self._go(Step.LESSON)
        self._say(texts.LESSON_PROMPT)
        self._tell(texts.lesson(lesson.idea, lesson.after))
        self._code.show(code_lines(lesson.before))
        self._code.movable = False
        self._code.focus()

    def _show_question(self) -> None:
        question = self._question
        choice = open_choice(question, None)
        editing = question.kind is Kind.FIX
        step = Step.EDITING if editing else Step.CHOOSING if choice else Step.ASKING
        self._go(step)
        self._say(texts.prompt(question, None))
        self._tell(texts.beside_question(question, self.drill.hints))
        self._panel.can_focus = self._panel.scrolls
        if editing:
            # A verdict on an answer that was taken back goes; what was typed stays.
            self._bench.view.clear()
            self._bench.editor.focus()
            return
        self._code.show(code_lines(question.code), cursor=None if choice else 0)
        if choice:
            self._code.movable = False
            self._offer(choice)
        else:
            self._code.focus()

    def _accuse(self, line: int | None) -> None:
        with self._answering():
            self.drill.accuse(line)
            self._code.movable = False
            self._mark_answer()
            self._go_on()

    def _hand_in(self, code: str, passed: bool) -> None:
        with self._answering():
            self.drill.hand_in(code, passed)
            self._go_on()

    def _go_on(self) -> None:
        """From an answer or a step to the next step, or to the reveal."""
        question, result = self._question, self.drill.result
        choice = open_choice(question, result)
        if choice is None:
            self._reveal()
            return
        self._go(Step.CHOOSING)
        self._say(texts.prompt(question, result))
        asks_outcome = choice.step == OUTCOME_STEP
        self._tell(texts.outcome_question() if asks_outcome else texts.fix_question(question))
        self._offer(choice)
        self._code.reveal_line(question.answer_lines.start - 1)

    def _offer(self, choice: Choice) -> None:
        # No option is under the cursor yet: a second Enter by mistake must not answer.
        is_code = self._question.kind is Kind.BLANK or choice.step == FIX_STEP
        shown = [
            code_text(option.text) if is_code else Content(option.text) for option in choice.options
        ]
        self._options.show(shown, cursor=None)
        self._options.focus()

    def _reveal(self) -> None:
        question, result = self._question, self.drill.result
        self._go(Step.REVEALED)
        self._say(texts.prompt(question, result))
        self.query_one(Reveal).show(question, result)
        if question.kind is Kind.BLANK:
            self._code.show(code_lines(question.snippet.code.text))
        elif question.kind is Kind.FIX:
            self._code.show(code_lines(question.code))
        self._code.movable = False
        self._mark_answer()
        self._panel.can_focus = True
        self._panel.scroll_home(animate=False)
        self._panel.focus()

    def _mark_answer(self) -> None:
        revealed = self.step is Step.REVEALED
        self._code.mark(answer_marks(self._question, self.drill.result, revealed))

    def _run(self, code: str, heading: str) -> None:
        from trainer.tui.screens.run import RunScreen

        assert self._runs is not None
        self.app.push_screen(RunScreen(self._runs, self._question.snippet, code, heading))

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

    def _tell(self, text: Content) -> None:
        """Puts a text beside the code, and shows it from its start."""
        self._told.update(text)
        self._panel.scroll_home(animate=False)

    def _go(self, step: Step) -> None:
        self.step = step
        # Classes of the screen would restyle its footer too, and each change would do so anew:
        # that took 80 ms of the way to the next question.
        area = self.query_one("#drill")
        area.remove_class("-show-code", *Step, update=False)
        area.add_class(step)
        self.refresh_bindings()
