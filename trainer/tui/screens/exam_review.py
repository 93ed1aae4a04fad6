"""Goes through the questions of an exam again: what was answered, what is right, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from trainer.learning.answers import KIND_NAMES, Kind
from trainer.learning.bank import Bank
from trainer.learning.drill import Result
from trainer.learning.exam_draw import build_question
from trainer.learning.exam_result import QuestionResult
from trainer.learning.questions import Question
from trainer.tui.screens.item import ItemScreen
from trainer.tui.texts import BAD, GOOD, HEADING, QUIET, RAISED, RIGHT, WRONG
from trainer.tui.widgets.code import code_lines
from trainer.tui.widgets.exam_bar import FLAG, time_text
from trainer.tui.widgets.lines import Lines, Mark
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.reveal import Reveal


class ReviewScreen(ItemScreen):
    """Shows the questions as they were asked, with their options."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "turn(1)", "Next question", id="review.next"),
        Binding("left,p", "turn(-1)", "Question before", id="review.before"),
    ]
    HELP = (
        f"The program as it was asked about; {WRONG} marks what is wrong, ? the line that you "
        f"pointed at, {RAISED} the line that raises where that is another. In the gaps stands what "
        "belongs there."
    )

    def __init__(
        self, bank: Bank, results: Sequence[tuple[int, QuestionResult]], first: int
    ) -> None:
        """`results` come with their numbers in the exam, from 1; it begins at index `first`."""
        super().__init__(bank, [result.key for _, result in results])
        self._results = results
        self._number = first

    def _show(self) -> None:
        number, result = self._results[self._number]
        question = build_question(self._bank, result.spec)
        self.query_one("#columns").display = question is not None
        about = "This program is no longer in the deck."
        if question is not None:
            about = f"{question.idea.title} · " if question.idea else ""
            about += question.snippet.title
            self._show_program(question, result)
        self.query_one("#heading", Static).update(
            Content.assemble((f"Question {number}", "bold"), f" · {about}")
        )
        self.query_one("#said", Static).update(answered_text(result))
        self.query_one("#item", Panel).scroll_home(animate=False)

    def _show_program(self, question: Question, result: QuestionResult) -> None:
        filled = question.kind is Kind.BLANK
        code = self.query_one("#code", Lines)
        code.show(code_lines(question.snippet.code.text if filled else question.code))
        code.movable = False
        code.mark(_marks(question, result))
        self.query_one(Reveal).show(question, _result(question, result))


def said_text(result: QuestionResult) -> str:
    """What was answered, as far as words can say it."""
    if result.void:
        return "does not count"
    if result.response is None:
        return "not answered"
    if result.kind is not Kind.SPOT:
        return result.response
    return f"line {result.response}" if result.response else "nothing is wrong"


def answered_text(result: QuestionResult) -> Content:
    verdict = (f"{RIGHT} Right", GOOD) if result.correct else (f"{WRONG} Wrong", BAD)
    if result.void:
        verdict = ("· It was no longer in the deck and does not count", QUIET)
    elif not result.answered:
        verdict = (f"{WRONG} Not answered", BAD)
    flag = f" · {FLAG} flagged" if result.flagged else ""
    first = Content.assemble(
        verdict, f" · {KIND_NAMES[result.kind]} · {time_text(result.seconds)}{flag}"
    )
    if not result.answered:
        return first
    said = Content.assemble(("You answered ", HEADING), (said_text(result), "bold"))
    return Content("\n").join([first, said])


def _result(question: Question, result: QuestionResult) -> Result | None:
    if result.response is None:
        return None
    texts = [option.text for option in question.options]
    if question.kind is Kind.SPOT:
        return Result(result.correct, result.response)
    if result.response not in texts:
        return None
    return Result(result.correct, result.response, texts.index(result.response))


def _marks(question: Question, result: QuestionResult) -> dict[int, Mark]:
    if question.kind is Kind.BLANK:
        return {line - 1: Mark(RIGHT, "right") for line in question.answer_lines}
    marks = {}
    if question.kind is Kind.SPOT and result.response and result.response.isdigit():
        marks[int(result.response) - 1] = Mark("?", "hint")
    item = question.item
    if item is not None and item.raised_elsewhere:
        marks[(item.proof.line or 1) - 1] = Mark(RAISED, "raised")
    return marks | {line - 1: Mark(WRONG, "wrong") for line in question.answer_lines}
