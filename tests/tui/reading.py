"""Reads screens as a learner does: the texts shown, the lines and their signs."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Static
from textual.widgets._footer import FooterKey

from trainer.learning.questions import Question
from trainer.tui.app import TrainerApp
from trainer.tui.screens.drill import DrillScreen
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.lines import Lines


def said(app: TrainerApp, *ids: str) -> str:
    """The text of the named widgets; without names that of all that are in sight."""
    found = [
        static
        for static in app.screen.query(Static)
        if (not ids and static.region.area) or static.id in ids
    ]
    return "\n".join(str(static.content) for static in found)


def rows(app: TrainerApp, id_: str = "code") -> list[str]:
    """The rows of a list of lines, those out of sight too, as they are drawn."""
    lines = app.screen.query_one(f"#{id_}", Lines)
    top = lines.scroll_offset.y
    return [lines.render_line(row - top).text for row in range(lines.virtual_size.height)]


def question_of(app: TrainerApp) -> Question:
    screen = app.screen
    assert isinstance(screen, DrillScreen)
    question = screen.drill.question
    assert question is not None
    return question


def step_of(app: TrainerApp) -> str:
    screen = app.screen
    assert isinstance(screen, DrillScreen)
    return screen.step.value


async def press_footer(pilot: Pilot[None], description: str) -> None:
    """Clicks a key of the footer."""
    await pilot.pause()
    for bar in pilot.app.screen.query(KeyBar):
        words = f" {description}"
        rows = [bar.render_line(row).text for row in range(bar.size.height)]
        row = next(row for row, text in enumerate(rows) if words in text)
        await pilot.click(bar, offset=(rows[row].index(words), row))
        await pilot.pause()
        return
    key = next(key for key in pilot.app.screen.query(FooterKey) if key.description == description)
    await pilot.click(key)
    await pilot.pause()


async def click_line(pilot: Pilot[None], line: int, id_: str = "code") -> None:
    """Clicks a line (from 1) that is in sight."""
    lines = pilot.app.screen.query_one(f"#{id_}", Lines)
    row = next(
        row
        for row in range(lines.virtual_size.height)
        if lines.render_line(row - lines.scroll_offset.y).text[1:4].strip() == str(line)
    )
    left = lines.styles.padding.left
    await pilot.click(lines, offset=(left + 12, row - lines.scroll_offset.y))
    await pilot.pause()


async def point_at(pilot: Pilot[None], line: int) -> None:
    """Moves the cursor to a line (from 1) by keys."""
    await pilot.press("home", *["down"] * (line - 1))


def put_cursor(app: TrainerApp, line: int) -> None:
    """Puts the cursor on a line (from 1) at once, where the way to it is not what is tested."""
    app.screen.query_one("#code", Lines).cursor = line - 1
