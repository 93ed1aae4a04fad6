"""The time of an exam on its screen: the top line, the end, leaving and going on."""

from __future__ import annotations

import pytest
from textual.content import Content

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import (
    answer,
    begin,
    pass_time,
    places,
    settle,
    show,
    top_line,
)
from tests.tui.reading import point_at, rows, said
from trainer.learning.answers import Kind
from trainer.learning.exam import open_exam
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.screens.exam import ExamScreen
from trainer.tui.screens.exam_map import ExamMap
from trainer.tui.screens.exam_result import ResultScreen
from trainer.tui.screens.history import HistoryScreen
from trainer.tui.screens.home import HomeScreen
from trainer.tui.widgets.exam_bar import ExamBar, Standing, bar_text, time_text
from trainer.tui.widgets.packing import packed

NARROW = (80, 24)


@pytest.fixture
def app(make_app: MakeApp) -> TrainerApp:
    return make_app(drill=False)


async def test_at_zero_the_exam_is_handed_in_by_itself(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock, minutes=1)
        answer(exam, 0)
        screen = await show(pilot, exam)
        await pilot.press("m")
        assert isinstance(app.screen, ExamMap)
        pass_time(clock, screen, 60)
        await settle(pilot)
        assert isinstance(app.screen, ResultScreen)
        assert "Time is up: the exam was handed in by itself." in said(app, "verdict")
    assert history.count() == 1


async def test_under_five_minutes_the_top_line_says_so_in_a_word(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock, minutes=6)
        screen = await show(pilot, exam)
        pass_time(clock, screen, 60)
        assert "Time left 05:00" in top_line(app)
        assert "hurry" not in top_line(app)
        pass_time(clock, screen, 5)
        assert "! Time left 04:55, hurry" in top_line(app)
        await settle(pilot)
        notes = [each.message for each in app._notifications]
        assert notes == ["Five minutes are left."]


async def test_an_exam_that_was_left_goes_on_with_its_clock_where_it_stood(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        spot = places(exam, Kind.SPOT)[1]
        screen = await show(pilot, exam, spot)
        await point_at(pilot, 2)
        await pilot.press("enter", "f")
        pass_time(clock, screen, 30)
        clock.pass_(seconds=3)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        clock.pass_(hours=5)
        again = open_exam(app.bank, history, clock)
        assert again is not None
        app.switch_screen(ExamScreen(again, app.bank, history, clock))
        await settle(pilot)
        assert again.current == spot
        assert "Time left 21:27" in top_line(app)
        assert "⚑ this one is flagged" in top_line(app)
        assert rows(app)[1].startswith("▶ 2 ●")


async def test_the_clock_stands_still_while_another_screen_covers_the_exam(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        screen = await show(pilot, exam)
        screen.tick()
        app.push_screen(HistoryScreen(app.bank, history))
        await pilot.pause()
        pass_time(clock, screen, 60)
        app.pop_screen()
        await pilot.pause()
        screen.tick()
        assert "Time left 22:00" in top_line(app)


@pytest.mark.parametrize("key", ["question_mark", "m", "e"])
async def test_the_clock_goes_on_under_a_dialog(
    app: TrainerApp, history: History, clock: Clock, key: str
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        screen = await show(pilot, exam)
        screen.tick()
        await pilot.press(key)
        assert app.screen is not screen
        pass_time(clock, screen, 60)
        assert exam.seconds_left(clock()) == 21 * 60


async def test_an_exam_that_another_trainer_opened_says_so(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam, places(exam, Kind.SPOT)[0])
        other = open_exam(app.bank, history, clock)
        await pilot.press("enter")
        assert "opened in another trainer" in said(app, "prompt")
        assert "again to try" not in said(app, "prompt"), "it would not help"
        assert other is not None
        other.hand_in(clock())
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_the_top_line_takes_more_rows_where_the_screen_becomes_narrower(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=(160, 48)) as pilot:
        await show(pilot, begin(app, history, clock))
        await pilot.press("f")
        heights = []
        for width in (160, 60, 34):
            await pilot.resize_terminal(width, 24)
            await settle(pilot)
            heights.append(app.screen.query_one(ExamBar).size.height)
        assert heights == [1, 2, 3]


def test_time_is_told_in_minutes_and_seconds() -> None:
    assert [time_text(each) for each in (5400, 299.2, 59, 0, -3)] == [
        "90:00",
        "05:00",
        "00:59",
        "00:00",
        "00:00",
    ]


@pytest.mark.parametrize("width", [200, 78, 60, 38, 20])
def test_the_top_line_says_all_at_any_width(width: int) -> None:
    standing = Standing(250.0, 7, 45, 12, 3, True)
    text = bar_text(standing, width)
    for word in ("04:10", "hurry", "Question 7 of 45", "12 answered", "this one is flagged"):
        assert word in text.plain or width < 28
    assert all(row.cell_length <= max(width, 27) for row in text.split("\n"))


def test_what_does_not_fit_beside_goes_to_the_next_line() -> None:
    parts = [Content("one two"), Content("three"), Content("four")]
    assert packed(parts, 15).plain == "one two   three\nfour"
    assert packed(parts, 14).plain == "one two\nthree   four"
