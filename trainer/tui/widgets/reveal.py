"""The reveal: what really happened, the change, the idea. Every screen that shows one shares it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from trainer.learning.answers import FIX_STEP, OUTCOME_STEP, Kind
from trainer.learning.bank import Item
from trainer.learning.drill import Result
from trainer.learning.questions import Option, Question
from trainer.model import changed_lines
from trainer.tui.texts import (
    BAD,
    GOOD,
    HEADING,
    QUIET,
    RAISED,
    RIGHT,
    WRONG,
    docs_of,
    paragraph,
    section,
)
from trainer.tui.widgets.code import code_lines
from trainer.tui.widgets.lines import Lines, Mark

_SIGNS = {"-": Mark(RIGHT, "right"), "+": Mark(WRONG, "wrong")}
"""Of a changed line: `-` is what was there before the bug came in."""

_RAN_ON = {
    "local": "Run on local Spark and MLflow.",
    "stand-in": "Run with a stand-in for an API that only Databricks has.",
}
_LONGEST_MESSAGE = 600
"""Characters of a message above the rest of the reveal; the traceback holds all of it."""


class Reveal(Container):
    """Shows the reveal of one question, as high as it needs; put it into a pane that scrolls."""

    DEFAULT_CSS = """
    Reveal { height: auto; }
    Reveal > Static { height: auto; }
    Reveal > Lines {
        height: auto;
        display: none;
        padding: 0;
        margin: 0 0 1 0;
        background: $background;
        overflow-y: hidden;
    }
    Reveal > Lines.-some { display: block; }
    """

    def compose(self) -> ComposeResult:
        yield Static(id="above", markup=False)
        yield Lines(id="change")
        yield Static(id="more", markup=False)

    def show(self, question: Question, result: Result | None = None, *, whole: bool = True) -> None:
        """Shows another question's; without a result all but what was answered.

        `whole` is False where the question does not have all options that were offered.
        """
        above = _above_change(question, result, whole)
        top = self.query_one("#above", Static)
        top.update(above)
        top.display = bool(above)
        self._show_change(question)
        self.query_one("#more", Static).update(_explanation(question))

    def _show_change(self, question: Question) -> None:
        item = question.item if _shows_change(question) else None
        rows = changed_lines(item.proof) if item else []
        change = self.query_one("#change", Lines)
        change.show(
            [line for _, _, text in rows for line in code_lines(text)],
            labels=[number for _, number, _ in rows],
        )
        change.can_focus = False
        change.set_class(bool(rows), "-some")
        change.mark({n: _SIGNS[sign] for n, (sign, _, _) in enumerate(rows) if sign in _SIGNS})


def _shows_change(question: Question) -> bool:
    """Whether one place differs from the original; what fills gaps shows in the options."""
    return question.item is not None and question.kind is not Kind.BLANK


def _above_change(question: Question, result: Result | None, whole: bool) -> Content:
    """What stands above the changed lines: what was chosen, and their heading."""
    parts = []
    if question.kind is Kind.BLANK:
        chosen = result.chosen if result else None
        did = "What each of them did when it ran" if whole else "What it did when it ran"
        parts.append(_tried(did, question.options, chosen, whole))
    elif chosen_outcome := _wrong_outcome(question, result):
        parts.append(section("You said", Content(chosen_outcome.text)))
    if result is not None and FIX_STEP in result.steps:
        chosen = result.steps[FIX_STEP]
        parts.append(_tried("What each line does in its place", question.fixes, chosen, whole))
    if _shows_change(question):
        parts.append(
            Content.assemble(
                ("The change ", HEADING), (f"({RIGHT} as it should be, {WRONG} as shown)", QUIET)
            )
        )
    elif parts:
        parts[-1] += Content("\n")
    return Content("\n\n").join(parts)


def _wrong_outcome(question: Question, result: Result | None) -> Option | None:
    """The wrong outcome that was chosen, if one was."""
    if result is None:
        return None
    index = result.chosen if question.kind is Kind.OUTCOME else result.steps.get(OUTCOME_STEP)
    if index is None or question.options[index].right:
        return None
    return question.options[index]


def _tried(heading: str, options: Sequence[Option], chosen: int | None, numbered: bool) -> Content:
    """Every option with what it did, the right one and the one that was chosen marked."""
    rows: list[Content] = [Content.styled(heading, HEADING)]
    for index, option in enumerate(options):
        sign = (f"{RIGHT} ", GOOD) if option.right else (f"{WRONG} ", BAD)
        yours = (" (yours)", "bold") if index == chosen else ""
        text = option.text.replace("\n", "\n    ")
        number = f"{index + 1} " if numbered else ""
        rows.append(Content.assemble(sign, number, (text, "bold"), yours))
        did = option.did or ("It runs and passes its check." if option.right else "")
        if did:
            rows.append(Content.assemble("    ", did))
    return Content("\n").join(rows)


def _explanation(question: Question) -> Content:
    """What stands below the changed lines: the error, the idea, the documentation."""
    if question.item is None or question.idea is None:
        return _about_original(question)
    proof, idea = question.item.proof, question.idea
    parts = [] if question.kind is Kind.BLANK else [_what_happened(question.item)]
    parts.append(paragraph("The misconception", idea.misconception))
    parts.append(paragraph("The principle", idea.principle))
    parts.append(_docs(docs_of(question)))
    if proof.traceback and question.kind is not Kind.BLANK:
        parts.append(section("The traceback, as recorded", Content(proof.traceback)))
    parts.append(_ran_on(question))
    return Content("\n\n").join(parts)


def _about_original(question: Question) -> Content:
    parts = [_docs(docs_of(question)), _ran_on(question)]
    if question.kind is not Kind.BLANK:
        ran = Content("This program ran to its end and passed its check.")
        parts.insert(0, section("What really happened", ran))
    return Content("\n\n").join(parts)


def _what_happened(item: Item) -> Content:
    proof = item.proof
    message = _cut(proof.message or "")
    if item.silent:
        said = Content.assemble(
            "Nothing is raised. The check that ran afterwards says: ", (message, "bold")
        )
    else:
        said = Content.assemble(
            (proof.exception or "An exception", BAD),
            f", raised by line {proof.line}",
            f" (marked {RAISED} in the code)" if item.raised_elsewhere else "",
            "\n" if message else "",
            (message, "bold"),
        )
    return section("What really happened", said)


def _ran_on(question: Question) -> Content:
    return Content.styled(_RAN_ON.get(question.ran_on, f"Run on {question.ran_on}."), QUIET)


def _docs(url: str) -> Content:
    return section("Read more", Content.assemble((url, Style(link=url, underline=True))))


def _cut(message: str) -> str:
    if len(message) <= _LONGEST_MESSAGE:
        return message
    return message[:_LONGEST_MESSAGE].rstrip() + " … (all of it below)"
