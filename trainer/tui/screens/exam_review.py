"""Goes through the questions of an exam again: what was answered, what is right, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from trainer.learning.again import result_again
from trainer.learning.answers import KIND_NAMES, Kind
from trainer.learning.bank import Bank
from trainer.learning.exam_draw import build_question
from trainer.learning.exam_result import QuestionResult
from trainer.tui.screens.item import ItemScreen
from trainer.tui.texts import BAD, GOOD, HEADING, QUIET, RAISED, RIGHT, WRONG
from trainer.tui.widgets.exam_bar import FLAG, time_text


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
        about = "This program is no longer in the deck."
        given = None
        if question is not None:
            about = f"{question.idea.title} · " if question.idea else ""
            about += question.snippet.title
            if result.response is not None:
                given = result_again(question, result.response, result.correct)
        self._show_question(question, given)
        self._head(Content.assemble((f"Question {number}", "bold"), f" · {about}"))
        self._say(answered_text(result))


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
