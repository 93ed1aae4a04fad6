"""The statistics' screen: its figures, and its plots with and without something to draw."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import settle
from tests.tui.reading import press_footer, said
from tests.tui.test_history_screen import record
from trainer.learning.answers import Kind
from trainer.learning.drill import Drill
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.screens.home import HomeScreen
from trainer.tui.screens.statistics import StatisticsScreen
from trainer.tui.widgets.heat_map import HeatMap
from trainer.tui.widgets.plots import ThemedPlot

NARROW, WIDE = (80, 24), (160, 48)
_DRAWN = "▀▄█▌▐▖▗▘▝▙▟▛▜●"


@pytest.fixture
def app(make_app: MakeApp) -> TrainerApp:
    return make_app(drill=False)


def drill(app: TrainerApp, clock: Clock, days: int) -> None:
    """Three answers a day, the last one wrong."""
    session = Drill(app.bank, app.history, app.rng, clock, kinds=[Kind.SPOT])
    for _ in range(days):
        for right in (True, True, False):
            question = session.next_question()
            assert question is not None
            bug = None if question.is_original else question.answer_lines.start
            session.accuse(bug if right else (1 if bug is None else None))
        clock.pass_(days=1)


async def show(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, TrainerApp)
    app.push_screen(StatisticsScreen(app.bank, app.history, app.clock))
    await settle(pilot)


def drawn(app: TrainerApp, id_: str) -> str:
    """What a plot drew, its axes aside."""
    canvas = app.screen.query_one(f"#{id_}", ThemedPlot).query_one("#plot")
    strips = [canvas.render_line(y) for y in range(canvas.size.height)]
    return "".join(each for strip in strips for each in strip.text if each in _DRAWN)


async def test_it_counts_answers_streak_and_what_is_due(app: TrainerApp, clock: Clock) -> None:
    async with app.run_test(size=NARROW) as pilot:
        drill(app, clock, 4)
        await show(pilot)
        assert "Answers 12, 0 today" in said(app, "summary")
        assert "Streak 4 days" in said(app, "summary")
        assert "New  " in said(app, "mastery")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_shares_and_forecast_are_drawn(
    app: TrainerApp, clock: Clock, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        drill(app, clock, 4)
        await show(pilot)
        assert drawn(app, "accuracy")
        assert drawn(app, "forecast")
        assert "12" not in said(app, "mastery")
        assert "3 answers a day" in str(app.screen.query_one(HeatMap).render())


async def test_a_single_day_is_a_point(app: TrainerApp, clock: Clock) -> None:
    async with app.run_test(size=NARROW) as pilot:
        drill(app, clock, 1)
        await show(pilot)
        assert drawn(app, "accuracy") == "●"


async def test_without_answers_it_says_so(app: TrainerApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot)
        assert "No answers in the last 60 days." in said(app)
        assert "Nothing falls due" in said(app)
        assert not app.screen.query_one("#accuracy").display


async def test_a_history_that_cannot_be_read_is_told(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    record(history, clock, Kind.SPOT, "21", True)
    async with app.run_test(size=NARROW) as pilot:
        with history.transaction() as connection:
            connection.execute("ALTER TABLE answers RENAME TO lost")
        await show(pilot)
        assert "✗ " in said(app, "summary")
        assert not app.screen.query_one("#panes").display


async def test_the_footer_leads_back(app: TrainerApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot)
        await press_footer(pilot, "Back")
        assert isinstance(app.screen, HomeScreen)
