"""The catalogue's screen: searching, the cursor, an idea's bugs one after the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import settle
from tests.tui.programs import FakeRuns
from tests.tui.reading import press_footer, rows, said
from tests.tui.test_history_screen import record
from trainer.decks.deck import Deck
from trainer.learning.answers import Kind
from trainer.learning.catalogue import IdeaRecord
from trainer.learning.history import History
from trainer.model import Idea
from trainer.tui.app import TrainerApp
from trainer.tui.screens.catalogue import CatalogueScreen
from trainer.tui.screens.item import ItemScreen
from trainer.tui.screens.run import RunScreen

NARROW, WIDE = (80, 24), (160, 48)


@pytest.fixture
def app(make_app: MakeApp) -> TrainerApp:
    return make_app(drill=False)


@pytest.fixture
def titles(app: TrainerApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No title comes in before this is set."""
    gate, real = threading.Event(), app.bank.idea

    def idea(mutator: str) -> Idea | None:
        gate.wait(10)
        return real(mutator)

    monkeypatch.setattr(app.bank, "idea", idea)
    yield gate
    gate.set()


async def show(pilot: Pilot[None], wait: bool = True) -> CatalogueScreen:
    """The catalogue, when all titles are in."""
    app = pilot.app
    assert isinstance(app, TrainerApp)
    screen = CatalogueScreen(app.bank, app.history, app.clock)
    app.push_screen(screen)
    await settle(pilot)
    if wait:
        await come_in(pilot)
    return screen


async def come_in(pilot: Pilot[None]) -> None:
    """Lets the titles come in."""
    await pilot.app.workers.wait_for_complete()
    screen = pilot.app.screen
    assert isinstance(screen, CatalogueScreen)
    screen.show_new_titles()
    await settle(pilot)


def ideas(app: TrainerApp) -> list[str]:
    table = app.screen.query_one(DataTable)
    return [str(table.get_row_at(n)[0]) for n in range(table.row_count)]


def at_cursor(app: TrainerApp) -> str:
    return ideas(app)[app.screen.query_one(DataTable).cursor_row]


def retitle(deck: Deck, mutator: str, title: str) -> None:
    path = deck.root / "mutators" / "area" / f"{mutator.replace('-', '_')}.py"
    text = path.read_text()
    path.write_text(text.replace(f'title = "{mutator.replace("-", " ")}"', f'title = "{title}"'))


async def test_it_opens_at_the_top_whatever_titles_come_in(
    app: TrainerApp, deck: Deck, titles: threading.Event
) -> None:
    # By name this is the first one of all, by its title the last.
    retitle(deck, "best-params-for-best-model", "Z: the winner's parameters")
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot, wait=False)
        assert at_cursor(app) == "best-params-for-best-model"
        titles.set()
        await come_in(pilot)
        assert ideas(app)[-1] == "Z: the winner's parameters"
        assert app.screen.query_one(DataTable).cursor_row == 0


async def test_the_cursor_stays_with_the_idea_that_it_was_moved_to(
    app: TrainerApp, deck: Deck, titles: threading.Event
) -> None:
    retitle(deck, "grid-without-build", "Y: a grid that is not built")
    async with app.run_test(size=NARROW) as pilot:
        screen = await show(pilot, wait=False)
        screen.query_one(DataTable).focus()
        await pilot.press("down")
        await settle(pilot)
        assert at_cursor(app) == "grid-without-build"
        titles.set()
        await come_in(pilot)
        assert at_cursor(app) == "Y: a grid that is not built"


async def test_what_is_typed_finds_ideas_and_enter_opens_the_first(app: TrainerApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot)
        await pilot.press(*"training")
        await settle(pilot)
        assert ideas(app) == ["transform on training rows"]
        assert "1 of 9 ideas" in said(app, "state")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ItemScreen)
        assert "transform on training rows · 1 of 2" in said(app, "heading")


async def test_the_bugs_of_an_idea_are_gone_through(app: TrainerApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot)
        await pilot.press(*"training", "enter")
        await settle(pilot)
        programs = [rows(app)[0]]
        await press_footer(pilot, "Next bug")
        programs.append(rows(app)[0])
        assert "2 of 2" in said(app, "heading")
        assert programs[0] != programs[1]
        await press_footer(pilot, "Bug before")
        assert rows(app)[0] == programs[0]
        assert "The misconception" in said(app, "more")


async def test_r_runs_the_bug_and_o_the_original(make_app: MakeApp) -> None:
    runs = FakeRuns()
    app = make_app(drill=False, runs=runs)
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot)
        for key, code in (("r", "cv_model.best_params"), ("o", "cv_model.bestModel")):
            await pilot.press(*"best params", "enter")
            await settle(pilot)
            await pilot.press(key)
            await settle(pilot)
            assert isinstance(app.screen, RunScreen)
            assert code in runs.codes[-1]
            app.pop_screen()
            app.pop_screen()
            await settle(pilot)
            app.screen.query_one("#search").value = ""  # type: ignore[attr-defined]
            await settle(pilot)


@pytest.mark.parametrize("width", [60, 80, 160])
async def test_help_is_in_the_footer_at_any_width(app: TrainerApp, width: int) -> None:
    async with app.run_test(size=(width, 24)) as pilot:
        await show(pilot)
        await press_footer(pilot, "Help")
        assert "Type to search in titles" in said(app)


@pytest.mark.parametrize("width", [80, 160])
async def test_no_column_is_out_of_sight(app: TrainerApp, deck: Deck, width: int) -> None:
    retitle(deck, "grid-without-build", "A grid that is never built " + "and so on " * 6)
    async with app.run_test(size=(width, 24)) as pilot:
        await show(pilot)
        table = app.screen.query_one(DataTable)
        assert table.virtual_size.width <= table.size.width


async def test_the_record_counts_in_plain_words(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    record(history, clock, Kind.SPOT, "21", True)
    async with app.run_test(size=WIDE) as pilot:
        await show(pilot)
        await pilot.press(*"best params")
        await settle(pilot)
        assert "1 of 1 answer right." in said(app, "idea")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 review, 1 lapse, 1 of 1 answer right."),
        (2, "2 reviews, 2 lapses, 2 of 2 answers right."),
    ],
)
def test_one_is_not_more(count: int, words: str) -> None:
    idea = IdeaRecord("an-idea", 3, 4, count, count, count, count)
    assert idea.in_words == f"due in 4 d, {words}"
    assert replace(idea, due_in=None, answers=0).in_words == "not asked yet."
