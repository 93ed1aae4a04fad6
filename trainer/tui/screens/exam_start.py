"""Before an exam: how long it is, what passes, and that its clock starts now."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from trainer.learning.blueprints import Blueprint
from trainer.tui.texts import HEADING, QUIET
from trainer.tui.widgets.keys import KeyBar


class ExamStart(ModalScreen[bool]):
    """Answers whether the exam is to begin."""

    CSS_PATH = "exam.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin", id="start.begin"),
        Binding("escape,q", "close", "Not now", id="start.close"),
    ]
    HELP = "Enter draws the questions and starts the clock."

    def __init__(self, blueprint: Blueprint, seed: int | None) -> None:
        """`seed` is None where one will be drawn."""
        super().__init__()
        self._blueprint = blueprint
        self._seed = seed

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog"):
            yield Static(self._text(), markup=False)
        yield KeyBar()

    def action_begin(self) -> None:
        self.dismiss(True)

    def action_close(self) -> None:
        self.dismiss(False)

    def _text(self) -> Content:
        exam = self._blueprint
        note = f" ({exam.pass_note})" if exam.pass_note else ""
        parts = [
            Content.assemble(("Mock exam ", HEADING), (exam.title, "bold")),
            Content(
                f"{exam.questions} questions in {exam.minutes} minutes; "
                f"{exam.needed} right answers pass{note}."
            ),
            Content(
                "Nothing is judged before you hand in. You can flag questions, go back and forth, "
                "and leave: the clock stands still until you come back."
            ),
        ]
        if self._seed is not None:
            parts.append(
                Content(f"Seed {self._seed}: with the same deck it draws the same exam again.")
            )
        parts.append(Content.styled("Settings choose the blueprint.", QUIET))
        return Content("\n\n").join(parts)
