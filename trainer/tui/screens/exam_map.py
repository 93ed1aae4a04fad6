"""What lies over an exam: the map of its questions, and the last word before it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trainer.tui.texts import HEADING, QUIET
from trainer.tui.widgets.exam_grid import LEGEND, Cell, QuestionGrid
from trainer.tui.widgets.keys import KeyBar

HAND_IN = -1
"""What the last word answers where it is handed in; else the index of a question, or None."""


class ExamMap(ModalScreen[int | None]):
    """Answers with the index of a question to go to, or None."""

    AUTO_FOCUS = "QuestionGrid"
    CSS_PATH = "exam.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "jump", "Go there", id="map.jump"),
        Binding("left", "move(-1)", "Before", show=False, priority=True, id="map.left"),
        Binding("right", "move(1)", "After", show=False, priority=True, id="map.right"),
        Binding("up", "move_row(-1)", "Up", show=False, priority=True, id="map.up"),
        Binding("down", "move_row(1)", "Down", show=False, priority=True, id="map.down"),
        Binding("home", "move_to(0)", "First", show=False, priority=True, id="map.first"),
        Binding("end", "move_to(-1)", "Last", show=False, priority=True, id="map.last"),
        Binding("o", "find_open", "Next not answered", id="map.find-open"),
        Binding("f", "find_flagged", "Next flagged", id="map.find-flagged"),
        Binding("escape,m,q", "close", "Back", id="map.close"),
    ]
    HELP = (
        "Every question of the exam, and how it stands. Move with the arrow keys and go to a "
        "question with Enter.\n\nMouse: click a question to go to it."
    )

    def __init__(self, cells: Sequence[Cell], here: int) -> None:
        """`here` is the index of the question on screen."""
        super().__init__()
        self._cells = cells
        self._here = here

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="map", classes="dialog", can_focus=False):
            yield Static(self._heading(), id="heading", markup=False)
            yield QuestionGrid(self._cells, self._here)
            yield Static(LEGEND, id="legend", markup=False)
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "find_open":
            return True if any(not cell.answered for cell in self._cells) else None
        if action == "find_flagged":
            return True if any(cell.flagged for cell in self._cells) else None
        return True

    def action_jump(self) -> None:
        self.dismiss(self._grid.cursor)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        self._grid.move(by)

    def action_move_row(self, by: int) -> None:
        self._grid.move(by * self._grid.columns)

    def action_move_to(self, index: int) -> None:
        self._grid.cursor = index % len(self._cells)

    def action_find_open(self) -> None:
        self._find([not cell.answered for cell in self._cells])

    def action_find_flagged(self) -> None:
        self._find([cell.flagged for cell in self._cells])

    def on_question_grid_chosen(self, message: QuestionGrid.Chosen) -> None:
        self.dismiss(message.index)

    @property
    def _grid(self) -> QuestionGrid:
        return self.query_one(QuestionGrid)

    def _find(self, wanted: Sequence[bool]) -> None:
        """Moves to the next one that is wanted, from the first on after the last."""
        start = self._grid.cursor + 1
        order = [*range(start, len(wanted)), *range(start)]
        self._grid.cursor = next((index for index in order if wanted[index]), self._grid.cursor)

    def _heading(self) -> Content:
        answered = sum(cell.answered for cell in self._cells)
        flagged = sum(cell.flagged for cell in self._cells)
        return Content.assemble(
            ("All questions ", HEADING),
            f"{answered} answered, {len(self._cells) - answered} not, {flagged} flagged",
        )


class HandInScreen(ModalScreen[int | None]):
    """Answers with HAND_IN, with the index of a question to go to, or None for back."""

    AUTO_FOCUS = "OptionList"
    CSS_PATH = "exam.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", id="hand-in.choose", priority=True),
        Binding("y", "hand_in", "Hand in", id="hand-in.hand-in"),
        Binding("escape,q", "close", "Back to the exam", id="hand-in.back"),
    ]
    HELP = "After this nothing can be changed any more, and the result is shown."

    def __init__(self, open_ones: Sequence[int], flagged: Sequence[int], time_left: str) -> None:
        """Questions are indexes from 0; `time_left` is `mm:ss`."""
        super().__init__()
        self._open = open_ones
        self._flagged = flagged
        self._time_left = time_left

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="last", classes="dialog", can_focus=False):
            yield Static(self._text(), markup=False)
            # The first is under the cursor: a second Enter by mistake must not hand in.
            choices = [Option("Back to the exam", id="back")]
            if self._open:
                choices.append(Option(f"To question {self._open[0] + 1}, not answered", id="open"))
            if self._flagged and self._flagged[:1] != self._open[:1]:
                choices.append(Option(f"To question {self._flagged[0] + 1}, flagged", id="flagged"))
            choices.append(Option("Hand in", id="hand-in"))
            yield OptionList(*choices, compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = 0

    def action_choose(self) -> None:
        self.query_one(OptionList).action_select()

    def action_hand_in(self) -> None:
        self.dismiss(HAND_IN)

    def action_close(self) -> None:
        self.dismiss(None)

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        first = {"open": self._open, "flagged": self._flagged}.get(message.option.id or "")
        if first:
            self.dismiss(first[0])
        else:
            self.dismiss(HAND_IN if message.option.id == "hand-in" else None)

    def _text(self) -> Content:
        parts = [Content.assemble(("Hand in now? ", HEADING), f"You have {self._time_left} left.")]
        if self._open:
            parts.append(_listed("Not answered, and counted as wrong: ", self._open))
        else:
            parts.append(Content("Every question is answered."))
        if self._flagged:
            parts.append(_listed("Flagged: ", self._flagged))
        parts.append(Content.styled("After this nothing can be changed.", QUIET))
        return Content("\n").join(parts)


def _listed(heading: str, questions: Sequence[int]) -> Content:
    return Content.assemble((heading, "bold"), ranges_text(questions), ".")


def ranges_text(questions: Sequence[int]) -> str:
    """Indexes from 0 as numbers from 1, neighbours joined: `3, 7 to 12, 45`."""
    runs: list[list[int]] = []
    for index in questions:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    texts = []
    for run in runs:
        if len(run) < 3:
            texts += [str(index + 1) for index in run]
        else:
            texts.append(f"{run[0] + 1} to {run[-1] + 1}")
    return ", ".join(texts)
