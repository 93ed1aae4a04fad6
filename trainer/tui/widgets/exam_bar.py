"""The top line of an exam: the time left, how far one is, and the flag."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from trainer.tui.texts import BAD, HEADING, QUIET, RAISED
from trainer.tui.widgets.packing import packed

FLAG = "⚑"
SHORT_SECONDS = 5 * 60
"""From here on the line says that time is short."""

_FULL, _EMPTY = "■", "·"
_SHORTEST_BAR, _LONGEST_BAR = 5, 30
_GAP = "   "


@dataclass(frozen=True)
class Standing:
    """What the line says; `number` counts from 1."""

    seconds_left: float
    number: int
    questions: int
    answered: int
    flagged: int
    is_flagged: bool
    """Whether the question on screen is."""


class ExamBar(Widget):
    """Drawn as one widget, every second anew; it is laid out anew only where its height changes."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ExamBar { height: auto; background: $panel; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._standing: Standing | None = None

    def show(self, standing: Standing) -> None:
        self._standing = standing
        self.refresh(layout=self._height(self.content_size.width) != self.content_size.height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._height(width)

    def render(self) -> Content:
        return bar_text(self._standing, self.content_size.width) if self._standing else Content("")

    def _height(self, width: int) -> int:
        text = bar_text(self._standing, width) if self._standing else Content("")
        return text.get_height({}, max(1, width))


def bar_text(standing: Standing, width: int) -> Content:
    """The line for a width; its bar takes what is left, and goes where too little is."""
    answered, questions = standing.answered, standing.questions
    parts = [
        _time_left(standing.seconds_left),
        Content.assemble("Question ", (str(standing.number), "bold"), f" of {questions}"),
        Content.assemble((str(answered), "bold"), " answered"),
        Content.assemble((f"{FLAG} {standing.flagged} flagged", QUIET)),
    ]
    if not standing.flagged:
        del parts[-1]
    elif standing.is_flagged:
        parts[-1] = Content.styled(f"{FLAG} this one is flagged", "bold $text-warning")
    taken = sum(part.cell_length for part in parts) + len(_GAP) * (len(parts) - 1)
    room = min(_LONGEST_BAR, width - taken - 1)
    if room >= _SHORTEST_BAR:
        full = round(room * answered / questions)
        parts[2] = Content.assemble(
            parts[2], " ", (_FULL * full, "$text-primary"), (_EMPTY * (room - full), QUIET)
        )
    return packed(parts, width, _GAP)


def time_text(seconds: float) -> str:
    """Minutes and seconds, `72:05`; what is left of a second counts as a whole one."""
    whole = max(0, -int(-seconds // 1))
    return f"{whole // 60:02}:{whole % 60:02}"


def _time_left(seconds: float) -> Content:
    if seconds >= SHORT_SECONDS:
        return Content.assemble(("Time left ", HEADING), (time_text(seconds), "bold"))
    return Content.styled(f"{RAISED} Time left {time_text(seconds)}, hurry", BAD)
