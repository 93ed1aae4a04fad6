"""The way into an exam: asked first, from home and from the command line; resumed without."""

from __future__ import annotations

import pytest

from tests.tui.conftest import MakeApp
from tests.tui.reading import said
from trainer.learning.history import History
from trainer.tui.screens.exam import ExamScreen
from trainer.tui.screens.exam_start import ExamStart
from trainer.tui.screens.home import HomeScreen


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_the_clock_starts_only_when_one_says_so(
    make_app: MakeApp, history: History, size: tuple[int, int]
) -> None:
    app = make_app(drill=False)
    async with app.run_test(size=size) as pilot:
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, ExamStart)
        assert "45 questions in 90 minutes; 32 right answers pass" in " ".join(said(app).split())
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert history.exams() == []
        await pilot.press("e", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ExamScreen)
        assert len(history.exams()) == 1


async def test_an_exam_that_is_open_goes_on_without_a_question(
    make_app: MakeApp, history: History
) -> None:
    app = make_app(drill=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, ExamScreen)
    assert len(history.exams()) == 1


async def test_a_seed_of_the_command_line_is_the_exams(make_app: MakeApp) -> None:
    app = make_app(start="exam", seed_of_exam=4711)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "Seed 4711" in said(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ExamScreen)
        assert app.screen._exam.seed == 4711
