"""The exam: its questions one at a time, the time left above them, and no word of what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from trainer.errors import ExamElsewhereError, HistoryError
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.exam import Exam
from trainer.learning.history import History
from trainer.learning.questions import Question
from trainer.tui import texts
from trainer.tui.widgets.exam_bar import SHORT_SECONDS, ExamBar, Standing, time_text
from trainer.tui.widgets.exam_question import (
    CHOSEN,
    ExamQuestion,
    answer_text,
    asked_text,
    chosen_index,
)
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.lines import Lines


class ExamScreen(Screen[None]):
    """Shows the question that the exam stands at; every change is saved before it shows."""

    AUTO_FOCUS = None
    CSS_PATH = "exam.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accuse", "This line", id="exam.accuse"),
        Binding("enter", "choose_cursor", "This one", id="exam.choose"),
        Binding("enter", "go_on", "Go on", id="exam.go-on"),
        Binding("n", "accuse_nothing", "Nothing is wrong", id="exam.nothing"),
        Binding("1", "choose(0)", "Choose", key_display="1-4", id="exam.first"),
        Binding("2", "choose(1)", "Choose 2", show=False, id="exam.second"),
        Binding("3", "choose(2)", "Choose 3", show=False, id="exam.third"),
        Binding("4", "choose(3)", "Choose 4", show=False, id="exam.fourth"),
        # Before the lists, which would take these keys to scroll sideways.
        Binding("left", "turn(-1)", "Before", priority=True, id="exam.before"),
        Binding("right", "turn_on", "Next", priority=True, id="exam.next"),
        Binding("f", "flag", "Flag", id="exam.flag"),
        Binding("f", "unflag", "Take flag off", id="exam.unflag"),
        Binding("u", "clear", "Take back", id="exam.clear"),
        Binding("m", "map", "Map", id="exam.map"),
        Binding("e", "hand_in", "Hand in", id="exam.hand-in"),
        Binding("escape", "leave", "Leave", id="exam.leave"),
    ]
    HELP = (
        "As in the exam: what you answered is not judged before you hand in. Enter chooses what is "
        f"under the cursor, marked {CHOSEN}; Enter again goes on. Until you hand in you can go "
        "back, answer anew, take an answer back, and flag what you want to see again.\n\n"
        "Every answer is saved at once. When you leave, the clock stands still; home brings you "
        "back. When the time is over, the exam is handed in by itself.\n\n"
        "Mouse: click a line to select it, click it again to choose it, once more to go on."
    )
    ANSWERING = {
        "accuse", "choose_cursor", "go_on", "accuse_nothing", "choose", "turn", "turn_on",
        "flag", "unflag", "clear", "map",
    }  # fmt: skip
    """What ends with the time."""

    def __init__(
        self, exam: Exam, bank: Bank, history: History, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._exam = exam
        self._bank = bank
        self._history = history
        self._clock = clock
        self._time_is_up = False
        self._is_over = False
        self._warned = False

    def compose(self) -> ComposeResult:
        yield ExamBar(id="bar")
        with Container(id="exam"):
            yield Static(id="prompt", markup=False)
            yield Static(id="answer", markup=False)
            yield ExamQuestion(id="question")
        yield KeyBar()

    def on_mount(self) -> None:
        for lines in self.query(Lines):
            self.watch(lines, "cursor", self.refresh_bindings, init=False)
        self._warned = self._exam.seconds_left(self._clock()) < SHORT_SECONDS
        self._show()
        with self._saving():
            self._exam.tick(self._clock())  # Which starts the clock.
        self.set_interval(1, self.tick)

    def on_screen_suspend(self) -> None:
        if self._is_covered:
            self._pause()

    def on_unmount(self) -> None:
        self._pause()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in self.ANSWERING and self._time_is_up:
            return False
        question = self._question
        if action in ("accuse", "accuse_nothing"):
            wanted = question is not None and question.kind is Kind.SPOT
            return wanted and (action == "accuse_nothing" or self._cursor_is_new)
        if action in ("choose", "choose_cursor"):
            wanted = question is not None and question.kind is not Kind.SPOT
            return wanted and (action == "choose" or self._cursor_is_new)
        if action == "go_on":
            return question is None or (self._is_answered and not self._cursor_is_new)
        if action == "clear":
            return self._is_answered
        if action in ("flag", "unflag"):
            return self._is_flagged == (action == "unflag")
        if action == "turn":
            return True if self._exam.current > 0 else None
        return True

    def action_accuse(self) -> None:
        cursor = self._choices.cursor
        if cursor is not None:
            with self._saving():
                self._exam.answer_line(cursor + 1)
                self._show_answer()

    def action_accuse_nothing(self) -> None:
        with self._saving():
            self._exam.answer_line(None)
            # Enter goes on now, and does not accuse what happened to be under the cursor.
            self._choices.cursor = None
            self._show_answer()

    def action_choose(self, index: int) -> None:
        question = self._question
        if question is not None and index < len(question.options):
            with self._saving():
                self._exam.choose(index)
                self._choices.cursor = index
                self._show_answer()

    def action_choose_cursor(self) -> None:
        cursor = self._choices.cursor
        if cursor is not None:
            self.action_choose(cursor)

    def action_go_on(self) -> None:
        self.action_turn_on()

    def action_turn_on(self) -> None:
        """The next question; after the last one the question whether to hand in."""
        if self._exam.current + 1 < self._exam.numbers:
            self._go_to(self._exam.current + 1)
        else:
            self.action_hand_in()

    def action_turn(self, by: int) -> None:
        if 0 <= self._exam.current + by < self._exam.numbers:
            self._go_to(self._exam.current + by)

    def action_flag(self) -> None:
        with self._saving():
            self._exam.toggle_flag()
            self._show_standing()
            self.refresh_bindings()

    def action_unflag(self) -> None:
        self.action_flag()

    def action_clear(self) -> None:
        with self._saving():
            self._exam.clear()
            self._show_answer()

    def action_map(self) -> None:
        from trainer.tui.screens.exam_map import ExamMap
        from trainer.tui.widgets.exam_grid import Cell

        cells = [Cell(state.answered, state.flagged) for state in self._exam.states()]
        self.app.push_screen(ExamMap(cells, self._exam.current), self._jump)

    def action_hand_in(self) -> None:
        from trainer.tui.screens.exam_map import HandInScreen

        if self._time_is_up:
            self.tick()
            return
        time_left = time_text(self._exam.seconds_left(self._clock()))
        screen = HandInScreen(self._exam.unanswered, self._exam.flagged, time_left)
        self.app.push_screen(screen, self._jump)

    async def action_leave(self) -> None:
        self._pause()
        await self.run_action("app.home")

    def on_lines_chosen(self, message: Lines.Chosen) -> None:
        if self._question is None or message.lines is not self._choices or self._time_is_up:
            return
        if not self._cursor_is_new:
            self.action_go_on()
        elif self._question.kind is Kind.SPOT:
            self.action_accuse()
        else:
            self.action_choose(message.index)

    def tick(self) -> None:
        """Called each second; hands in when the time is over."""
        if self._is_over:
            return
        if self._is_covered:
            self._pause()
            return
        now = self._clock()
        with self._saving():
            self._exam.tick(now)
        left = self._exam.seconds_left(now)
        self._show_standing()
        if left <= 0:
            self._time_is_up = True
            self.refresh_bindings()
            self._end("Time is up: the exam was handed in by itself.")
        elif left < SHORT_SECONDS and not self._warned:
            self._warned = True
            self.notify("Five minutes are left.", severity="warning")

    @property
    def _is_covered(self) -> bool:
        """Whether one is elsewhere. What lies over the exam as a dialog does not stop its clock."""
        stack = self.app.screen_stack
        above = stack[stack.index(self) + 1 :] if self in stack else [self]
        return not all(isinstance(screen, ModalScreen) for screen in above)

    @property
    def _question(self) -> Question | None:
        return self._exam.question

    @property
    def _view(self) -> ExamQuestion:
        return self.query_one(ExamQuestion)

    @property
    def _choices(self) -> Lines:
        """What is chosen from."""
        view, question = self._view, self._question
        return view.code if question is None or question.kind is Kind.SPOT else view.options

    @property
    def _is_answered(self) -> bool:
        return self._exam.response is not None

    @property
    def _is_flagged(self) -> bool:
        return self._exam.current in self._exam.flagged

    @property
    def _chosen(self) -> int | None:
        """The index of the line or option that is answered; None too for "nothing is wrong"."""
        return chosen_index(self._question, self._exam.response)

    @property
    def _cursor_is_new(self) -> bool:
        """Whether the cursor is on something that is not the answer already."""
        cursor = self._choices.cursor
        return cursor is not None and cursor != self._chosen

    def _go_to(self, index: int) -> None:
        with self._saving():
            self._exam.go_to(index)
            self._show()

    def _jump(self, index: int | None) -> None:
        """Does what the map or the last word answered."""
        from trainer.tui.screens.exam_map import HAND_IN

        if index == HAND_IN:
            self._end("")
        elif index is not None and not self._time_is_up:
            self._go_to(index)

    def _show(self) -> None:
        question = self._question
        self._view.display = question is not None
        if question is not None:
            self._view.show(question, self._chosen, self._is_answered)
        self._show_answer()

    def _show_answer(self) -> None:
        """The answer as it is now, and what follows from it for the top line and the keys."""
        question = self._question
        if question is not None:
            self._view.mark(question, self._chosen)
        self._say(asked_text(question))
        self.query_one("#answer", Static).update(answer_text(question, self._exam.response))
        self._show_standing()
        self.refresh_bindings()

    def _show_standing(self) -> None:
        exam = self._exam
        self.query_one(ExamBar).show(
            Standing(
                seconds_left=exam.seconds_left(self._clock()),
                number=exam.current + 1,
                questions=exam.numbers,
                answered=exam.numbers - len(exam.unanswered),
                flagged=len(exam.flagged),
                is_flagged=self._is_flagged,
            )
        )

    def _end(self, note: str) -> None:
        from trainer.tui.screens.exam_result import ResultScreen

        with self._saving():
            result = self._exam.hand_in(self._clock())
            self._is_over = True
            while self.app.screen is not self:
                self.app.pop_screen()
            self.app.switch_screen(ResultScreen(result, self._bank, note))

    def _pause(self) -> None:
        """Stops the clock until the next tick."""
        if not self._is_over:
            with self._saving():
                self._exam.pause(self._clock())

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """Says of what could not be saved that it was not; it can be done again."""
        try:
            yield
        except HistoryError as error:
            if self.is_attached:
                self._say(not_saved(error))

    def _say(self, text: Content) -> None:
        self.query_one("#prompt", Static).update(text)


def not_saved(error: HistoryError) -> Content:
    if isinstance(error, ExamElsewhereError):
        return Content.assemble((f"{texts.WRONG} Not saved. ", texts.BAD), str(error))
    return Content.assemble(
        (f"{texts.WRONG} Not saved, so it does not count yet. ", texts.BAD),
        f"{error} ",
        ("Do it again to try once more.", "bold"),
    )
