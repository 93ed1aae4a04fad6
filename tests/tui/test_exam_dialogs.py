"""What lies over an exam: the map of its questions, and the last word before it is handed in."""

from __future__ import annotations

import pytest

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import (
    QUESTIONS,
    answer_all,
    begin,
    settle,
    show,
)
from tests.tui.reading import said
from trainer.learning.exam import open_exam
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.screens.exam import ExamScreen
from trainer.tui.screens.exam_map import ExamMap, HandInScreen, ranges_text
from trainer.tui.screens.exam_result import ResultScreen
from trainer.tui.widgets.exam_grid import CELL, Cell, QuestionGrid, cell_text

NARROW = (80, 24)


@pytest.fixture
def app(make_app: MakeApp) -> TrainerApp:
    return make_app(drill=False)


async def test_after_the_last_question_one_is_asked_whether_to_hand_in(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam, QUESTIONS - 1)
        await pilot.press("right")
        assert isinstance(app.screen, HandInScreen)


async def test_the_map_goes_to_a_question_by_arrow_keys(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam)
        await pilot.press("m", "down", "right", "enter")
        assert exam.current == 6
        await pilot.press("m", "end", "up", "enter")
        assert exam.current == 5
        await pilot.press("m", "home", "left", "escape")
        assert exam.current == 5
        assert isinstance(app.screen, ExamScreen)


async def test_the_map_finds_what_is_open_and_what_is_flagged(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        answer_all(exam, leave_out=[1, 8])
        exam.go_to(4)
        exam.toggle_flag()
        await show(pilot, exam, 2)
        await pilot.press("m")
        grid = app.screen.query_one(QuestionGrid)
        found = []
        for key in ("o", "o", "f"):
            await pilot.press(key)
            found.append(grid.cursor)
        assert found == [8, 1, 4]
        assert "9 answered, 2 not, 1 flagged" in said(app, "heading")


async def test_the_map_scrolls_where_it_is_higher_than_the_screen(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=(26, 10)) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam)
        await pilot.press("m", "end")
        await settle(pilot)
        assert isinstance(app.screen, ExamMap)
        assert app.screen.query_one("#map").scroll_y > 0


def test_a_cell_of_the_map_says_by_signs_how_its_question_stands() -> None:
    assert cell_text(6, Cell(False, False), at_cursor=False, here=False) == "    7 ○  "
    assert cell_text(6, Cell(True, True), at_cursor=True, here=True) == "▶   7 ●⚑ "
    assert cell_text(44, Cell(True, False), at_cursor=False, here=True) == "»  45 ●  "
    assert len(cell_text(499, Cell(True, True), at_cursor=False, here=False)) == CELL


async def test_handing_in_warns_of_what_is_open_or_flagged(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        answer_all(exam, leave_out=[2, 5, 6, 7])
        for index in (4, 5):
            exam.go_to(index)
            exam.toggle_flag()
        await show(pilot, exam)
        await pilot.press("e")
        text = said(app)
        assert "You have 22:00 left." in text
        assert "Not answered, and counted as wrong: 3, 6 to 8." in text
        assert "Flagged: 5, 6." in text
        await pilot.press("down", "enter")
        assert exam.current == 2


async def test_a_second_enter_by_mistake_does_not_hand_in(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        answer_all(exam)
        await show(pilot, exam, QUESTIONS - 1)
        await pilot.press("e")
        assert "Every question is answered." in said(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ExamScreen)
    assert history.count() == 0


async def test_what_is_handed_in_is_in_the_history_and_shows_its_result(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        answer_all(exam, wrong=[0])
        await show(pilot, exam)
        await pilot.press("e", "y")
        await settle(pilot)
        assert isinstance(app.screen, ResultScreen)
        assert "✓ Passed: 10 of 11 right" in said(app, "verdict")
    assert history.count() == QUESTIONS
    assert open_exam(app.bank, history, clock) is None


def test_numbers_that_follow_each_other_are_told_as_a_range() -> None:
    assert ranges_text([0, 1, 4, 6, 7, 8, 44]) == "1, 2, 5, 7 to 9, 45"
