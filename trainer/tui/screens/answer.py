"""One answer of the history again: what was asked, what was answered, and its reveal."""

from __future__ import annotations

from textual.content import Content

from trainer.learning.again import Asked, asked_again
from trainer.learning.answers import KIND_NAMES, OUTCOME_STEP, Answer, Kind
from trainer.learning.bank import Bank
from trainer.learning.history import History
from trainer.tui.screens.item import ItemScreen, about
from trainer.tui.texts import BAD, GOOD, HEADING, QUIET, RAISED, RIGHT, WRONG, section
from trainer.tui.widgets.code import code_lines


class AnswerScreen(ItemScreen):
    """Shows the question as it was asked, as far as that is known."""

    HELP = (
        f"The program as it was asked about; {WRONG} marks what is wrong, ? the line that you "
        f"pointed at, {RAISED} the line that raises where that is another. In the gaps stands what "
        "belongs there. Of what there was to choose in a drill, only your choice is kept."
    )

    def __init__(self, bank: Bank, history: History, answer: Answer) -> None:
        super().__init__(bank, [answer.question])
        self._history = history
        self._answer = answer

    def _show(self) -> None:
        answer = self._answer
        asked = asked_again(self._bank, self._history, answer)
        if asked is None:
            self._show_question(None)
            self._head(answer.question)
        else:
            self._show_question(asked.question, asked.result, whole=asked.whole)
            self._head(about(asked.question))
        self._say(Content("\n").join([answered_text(answer), *_missing(answer, asked)]))


def answered_text(answer: Answer) -> Content:
    """What was answered, in words."""
    verdict = (f"{RIGHT} Right", GOOD) if answer.correct else (f"{WRONG} Wrong", BAD)
    hints = {0: "", 1: ", with a hint"}.get(answer.hints, f", with {answer.hints} hints")
    parts = [
        Content.assemble(
            verdict,
            f" · {KIND_NAMES[answer.kind]}"
            f" · {answer.at.astimezone():%d %b %Y, %H:%M} · {answer.seconds:.0f} s{hints}",
            " · in an exam" if answer.exam else "",
        )
    ]
    said = response_text(answer)
    if answer.kind is Kind.FIX:
        parts.append(section("You handed in", Content("\n").join(code_lines(said))))
    else:
        parts.append(Content.assemble(("You answered ", HEADING), (said, "bold")))
    for name, step in answer.steps.items():
        sign = (f"{RIGHT} ", GOOD) if step.correct else (f"{WRONG} ", BAD)
        asked = "Then, what happens " if name == OUTCOME_STEP else "Then, what belongs there "
        parts.append(Content.assemble((asked, HEADING), sign, (step.response, "bold")))
    return Content("\n").join(parts)


def response_text(answer: Answer) -> str:
    """What was answered, as far as words can say it."""
    if answer.kind is not Kind.SPOT:
        return answer.response
    return f"line {answer.response}" if answer.response else "nothing is wrong"


def _missing(answer: Answer, asked: Asked | None) -> list[Content]:
    """A word on what cannot be shown again."""
    if asked is None:
        return [
            Content.assemble(
                ("This program is no longer in the deck. ", "bold"),
                "What you answered still counts.",
            )
        ]
    if asked.question.kind is not answer.kind:
        return [
            Content.styled("These gaps are no longer in the deck; this is what they hid.", QUIET)
        ]
    return []
