"""One idea's bugs, or one answer again: the program, the change, the explanation, the record."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from trainer.learning.answers import KIND_NAMES, OUTCOME_STEP, Answer, Kind
from trainer.learning.bank import Bank
from trainer.learning.questions import Question, about_item, about_original
from trainer.model import DOMAINS
from trainer.tui.texts import BAD, GOOD, HEADING, QUIET, RAISED, RIGHT, WRONG, section
from trainer.tui.widgets.code import code_lines
from trainer.tui.widgets.lines import Lines, Mark
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.reveal import Reveal


class ItemScreen(Screen[None]):
    """Shows bugs one at a time."""

    AUTO_FOCUS = "#item"
    CSS_PATH = "item.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "turn(1)", "Next bug", id="item.next"),
        Binding("left,p", "turn(-1)", "Bug before", id="item.before"),
        Binding("escape,q", "app.pop_screen", "Back", id="item.back"),
    ]
    HELP = (
        f"The program as it is asked about; {WRONG} marks what is wrong, {RAISED} the line that "
        "raises where that is another. In the change, what was right comes before what broke it."
    )

    def __init__(
        self, bank: Bank, questions: Sequence[str], record: str = "", answer: Answer | None = None
    ) -> None:
        """`questions` are ids of items, or names of snippets; `record` is what is known of them."""
        super().__init__()
        self._bank = bank
        self._questions = questions
        self._record = record
        self._answer = answer
        self._number = 0

    def compose(self) -> ComposeResult:
        yield Static(id="heading", markup=False)
        with Panel(id="item"):
            yield Static(id="said", markup=False)
            with Container(id="columns"):
                yield Lines(id="code")
                yield Reveal()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#code", Lines).can_focus = False
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return len(self._questions) > 1 if action == "turn" else True

    def action_turn(self, by: int) -> None:
        self._number = (self._number + by) % len(self._questions)
        self._show()

    def _show(self) -> None:
        key = self._questions[self._number]
        question = question_again(self._bank, key)
        self.query_one("#columns").display = question is not None
        said = [] if self._answer is None else [_answered(self._answer)]
        if self._record:
            said.append(Content(self._record))
        if question is None:
            said.append(
                Content.assemble(
                    ("This bug is no longer in the deck. ", "bold"),
                    f"It was {key}. What you answered still counts.",
                )
            )
            self.query_one("#heading", Static).update(Content.styled(key, "bold"))
        else:
            self._show_question(question)
        top = self.query_one("#said", Static)
        top.update(Content("\n").join(said))
        top.display = bool(said)
        self.query_one("#item", Panel).scroll_home(animate=False)

    def _show_question(self, question: Question) -> None:
        count = len(self._questions)
        self.query_one("#heading", Static).update(
            Content.assemble(
                (question.idea.title if question.idea else "Nothing is wrong here", "bold"),
                (f" · {self._number + 1} of {count}" if count > 1 else "", QUIET),
                f" · {DOMAINS[question.snippet.domain]} · {question.snippet.title}",
            )
        )
        code = self.query_one("#code", Lines)
        code.show(code_lines(question.code))
        code.movable = False
        marks = {line - 1: Mark(WRONG, "wrong") for line in question.answer_lines}
        item = question.item
        if item is not None and item.raised_elsewhere:
            marks[(item.proof.line or 1) - 1] = Mark(RAISED, "raised")
        code.mark(marks)
        self.query_one(Reveal).show(question)


def question_again(bank: Bank, key: str) -> Question | None:
    """The program of a question with nothing to choose; None where the bank has it no longer."""
    rng = random.Random(0)
    if "/" in key:
        items = bank.by_snippet.get(key.partition("/")[0], ())
        item = next((each for each in items if each.id == key), None)
        return about_item(bank, item, Kind.SPOT, "review", rng) if item else None
    original = bank.originals.get(key)
    return about_original(bank, original, Kind.SPOT, "review", rng) if original else None


def _answered(answer: Answer) -> Content:
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
    return Content("\n").join(parts) + Content("\n")


def response_text(answer: Answer) -> str:
    """What was answered, as far as words can say it."""
    if answer.kind is not Kind.SPOT:
        return answer.response
    return f"line {answer.response}" if answer.response else "nothing is wrong"
