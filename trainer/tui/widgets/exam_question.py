"""One question of an exam: the program, what is there already, the options, and what is chosen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from trainer.learning.answers import Kind
from trainer.learning.questions import Question
from trainer.tui.texts import HEADING, QUIET, beside_question, prompt
from trainer.tui.widgets.code import code_lines, code_text
from trainer.tui.widgets.lines import Lines, Mark
from trainer.tui.widgets.panel import Panel

CHOSEN = "●"
_MARK = Mark(CHOSEN, "chosen")


class ExamQuestion(Container):
    """Beside each other where there is room, else the options below the program."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # Made here: what the footer says depends on their cursors, and it may be mounted first.
        self.code = Lines(id="code")
        self.options = Lines(id="options")

    def compose(self) -> ComposeResult:
        yield self.code
        with Panel(id="panel"):
            yield Static(id="told", markup=False)
            yield self.options

    def show(self, question: Question, chosen: int | None, answered: bool) -> None:
        """Shows another question, what is chosen marked and under the cursor.

        `chosen` is the index of a line or of an option; where a line is asked for, an answer
        without one says that nothing is wrong.
        """
        asks_line = question.kind is Kind.SPOT
        self.set_class(not asks_line, "-options")
        told = self.query_one("#told", Static)
        given = beside_question(question, 0)
        told.update(given)
        told.display = bool(given)
        panel = self.query_one("#panel", Panel)
        panel.scroll_home(animate=False)
        panel.can_focus = panel.scrolls
        if asks_line:
            start = None if answered else 0
            self.code.show(code_lines(question.code), start if chosen is None else chosen)
        else:
            self.code.show(code_lines(question.code))
            self.code.movable = False
            is_code = question.kind is Kind.BLANK
            self.options.show(
                [code_text(o.text) if is_code else Content(o.text) for o in question.options],
                cursor=chosen,
            )
        self.choices(question).focus()
        self.mark(question, chosen)

    def choices(self, question: Question) -> Lines:
        """What is chosen from: the lines of the program, or the options."""
        return self.code if question.kind is Kind.SPOT else self.options

    def mark(self, question: Question, chosen: int | None) -> None:
        self.choices(question).mark({} if chosen is None else {chosen: _MARK})


def chosen_index(question: Question | None, response: int | str | None) -> int | None:
    """The index of the line or the option that a response names; None for "nothing is wrong"."""
    if question is None or not isinstance(response, int):
        return None
    return response - 1 if question.kind is Kind.SPOT else response


def asked_text(question: Question | None) -> Content:
    """What the program is for, and what is asked of it."""
    if question is None:
        return Content.assemble(
            ("This question is no longer in the deck. ", "bold"),
            "It cannot be answered, and does not count. Go on to the next.",
        )
    return Content.styled(f"{question.snippet.title} · ", QUIET) + prompt(question, None)


def answer_text(question: Question | None, response: int | str | None) -> Content:
    if question is None:
        return Content("")
    if response is None:
        return Content.styled("Not answered yet.", QUIET)
    chosen = chosen_index(question, response)
    if question.kind is not Kind.SPOT:
        said = f"number {(chosen or 0) + 1}"
    else:
        said = "nothing is wrong" if chosen is None else f"line {chosen + 1}"
    return Content.assemble((f"{CHOSEN} Your answer: ", HEADING), (said, "bold"))
