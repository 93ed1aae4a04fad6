"""The footer: one kind of it on every screen, and none that looks out from under a dialog."""

from __future__ import annotations

from pathlib import Path

import pytest

import trainer.tui
from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import answer, begin, settle, show
from trainer.learning.history import History
from trainer.tui.widgets.keys import KeyBar

NARROW = (80, 24)


@pytest.mark.parametrize("key", ["m", "e", "question_mark"])
async def test_a_dialogs_footer_covers_the_one_below(
    make_app: MakeApp, history: History, clock: Clock, key: str
) -> None:
    app = make_app(drill=False)
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        answer(exam, 3)
        below = await show(pilot, exam, 3)
        await pilot.press(key)
        await settle(pilot)
        assert app.screen is not below
        lower = below.query_one(KeyBar)
        assert lower.size.height == 2, "else there is nothing to cover"
        assert app.screen.query_one(KeyBar).region == lower.region
        await pilot.resize_terminal(160, 48)
        await settle(pilot)
        assert app.screen.query_one(KeyBar).region == below.query_one(KeyBar).region
        assert app.screen.query_one(KeyBar).size.height == 1


def test_no_screen_has_a_footer_of_another_kind() -> None:
    screens = Path(trainer.tui.__file__).parent / "screens"
    assert not [path.name for path in screens.glob("*.py") if "Footer" in path.read_text()]
