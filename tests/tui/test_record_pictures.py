"""Pictures of what tells of the past: statistics, catalogue, history, an answer, a bug."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.decks_for_tests import Clock
from tests.learning.gaps import has_blanks
from tests.tui.conftest import MakeApp
from tests.tui.exams import settle
from tests.tui.programs import FakeRuns
from trainer.learning.answers import Kind
from trainer.learning.blanks import blank_question
from trainer.learning.drill import Drill
from trainer.learning.questions import right_one
from trainer.tui.app import TrainerApp
from trainer.tui.screens.answer import AnswerScreen
from trainer.tui.screens.catalogue import CatalogueScreen
from trainer.tui.screens.history import HistoryScreen
from trainer.tui.screens.item import ItemScreen
from trainer.tui.screens.statistics import StatisticsScreen
from trainer.tui.settings import Settings

NARROW, WIDE = (80, 24), (160, 48)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x48"])
THEMES = pytest.mark.parametrize("theme", ["light", "high-contrast"])
Compare = Callable[..., bool]
Show = Callable[[TrainerApp], Screen[None]]


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def drill_for_days(app: TrainerApp, clock: Clock) -> None:
    """Ten days of spot, blank and outcome, two of three answers right."""
    rng = Random(7)
    kinds = [Kind.SPOT, Kind.BLANK, Kind.OUTCOME]
    session = Drill(app.bank, app.history, rng, clock, kinds=kinds, lessons=False)
    for day in range(10):
        for number in range(3 + day % 4):
            question = session.next_question()
            assert question is not None
            clock.pass_(seconds=30)
            right = number % 3 != 1
            if question.kind is not Kind.SPOT:
                correct = right_one(question.options)
                session.choose(correct if right else (correct + 1) % len(question.options))
                continue
            line = None if question.is_original else question.answer_lines.start
            session.accuse(line if right else (1 if line is None else None))
        clock.pass_(days=1)


def showing(clock: Clock, show: Show, *keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def steps(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, TrainerApp)
        await settle(pilot)
        drill_for_days(app, clock)
        screen = show(app)
        app.push_screen(screen)
        await settle(pilot)
        await app.workers.wait_for_complete()
        if isinstance(screen, CatalogueScreen | HistoryScreen):
            screen.show_new_titles()
        await pilot.press(*keys)
        await settle(pilot)

    return steps


def statistics(app: TrainerApp) -> Screen[None]:
    return StatisticsScreen(app.bank, app.history, app.clock)


def catalogue(app: TrainerApp) -> Screen[None]:
    return CatalogueScreen(app.bank, app.history, app.clock)


def history(app: TrainerApp) -> Screen[None]:
    return HistoryScreen(app.bank, app.history)


def item(app: TrainerApp) -> Screen[None]:
    items = [each.id for each in app.bank.by_mutator["transform-on-training-rows"]]
    return ItemScreen(app.bank, items, "Your record: not asked yet.")


def fill_a_gap(app: TrainerApp, right: bool) -> None:
    bug = next(each for each in app.bank.items if has_blanks(app.bank, each))
    question = blank_question(app.bank, bug, "review", Random(1))
    assert question is not None
    session = Drill(app.bank, app.history, Random(1), app.clock)
    session.next_question()
    session.question = question
    correct = right_one(question.options)
    session.choose(correct if right else (correct + 1) % len(question.options))


def answer(kind: Kind, correct: bool) -> Show:
    def show(app: TrainerApp) -> Screen[None]:
        if kind is Kind.BLANK:
            fill_a_gap(app, correct)
        answers = app.history.answers()
        found = next(each for each in answers if (each.kind, each.correct) == (kind, correct))
        return AnswerScreen(app.bank, app.history, found)

    return show


@SIZES
@pytest.mark.parametrize("show", [statistics, catalogue, history, item])
def test_a_screen(
    snap_compare: Compare, make_app: MakeApp, clock: Clock, show: Show, size: tuple[int, int]
) -> None:
    app = make_app(drill=False, runs=FakeRuns())
    keys = ("down", "down") if show in (catalogue, history) else ()
    assert snap_compare(app, terminal_size=size, run_before=showing(clock, show, *keys))


@SIZES
@pytest.mark.parametrize(
    ("kind", "correct"),
    [(Kind.BLANK, True), (Kind.BLANK, False), (Kind.SPOT, False), (Kind.OUTCOME, False)],
)
def test_an_answer(
    snap_compare: Compare,
    make_app: MakeApp,
    clock: Clock,
    kind: Kind,
    correct: bool,
    size: tuple[int, int],
) -> None:
    app = make_app(drill=False, runs=FakeRuns())
    steps = showing(clock, answer(kind, correct))
    assert snap_compare(app, terminal_size=size, run_before=steps)


@THEMES
@pytest.mark.parametrize("show", [statistics, catalogue, item])
def test_a_screen_in_other_themes(
    snap_compare: Compare, make_app: MakeApp, clock: Clock, show: Show, theme: str
) -> None:
    app = make_app(drill=False, settings=Settings(theme=theme))
    assert snap_compare(app, terminal_size=NARROW, run_before=showing(clock, show))
