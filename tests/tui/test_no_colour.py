"""Every screen is drawn with NO_COLOR set, where Textual asks each piece for its style."""

from __future__ import annotations

import re

import pytest

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import settle
from tests.tui.programs import FakeRuns
from tests.tui.test_history_screen import record
from trainer.learning.answers import Kind
from trainer.learning.history import History
from trainer.tui.app import TrainerApp

SIZES = [(80, 24), (160, 48)]
_WINDOW = {"#ff5f57", "#febc2e", "#28c840", "#c5c8c6"}
KEYS: dict[str, list[str]] = {
    "home": [],
    "statistics": ["s"],
    "catalogue": ["c", "tab"],
    "item": ["c", "enter"],
    "history": ["h"],
    "answer": ["h", "enter"],
    "settings": ["comma"],
    "help": ["question_mark"],
    "drill": ["enter"],
    "reveal": ["enter", "n", "1", "1"],
    "run": ["c", "enter", "r"],
}


@pytest.fixture
def app(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> TrainerApp:
    made = make_app(drill=False)
    monkeypatch.setenv("NO_COLOR", "1")
    app = TrainerApp(
        made.bank, made.history, clock=made.clock, settings=made.settings, runs=FakeRuns()
    )
    app.animation_level = "none"
    return app


def colours(picture: str) -> set[str]:
    """The colours of a picture that are no grey; those of the window around it are left out."""
    found = set(re.findall(r"fill(?:=\"|: )(#[0-9a-f]{6})", picture)) - _WINDOW
    return {each for each in found if len({each[1:3], each[3:5], each[5:7]}) > 1}


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
@pytest.mark.parametrize("place", KEYS)
async def test_a_screen_is_drawn(
    app: TrainerApp, history: History, clock: Clock, place: str, size: tuple[int, int]
) -> None:
    for response in ("21", "3"):
        record(history, clock, Kind.SPOT, response, response == "21")
        clock.pass_(days=1)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in KEYS[place]:
            await pilot.press(key)
            await settle(pilot)
        assert colours(app.export_screenshot()) == set()
