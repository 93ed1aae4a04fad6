"""Pictures of the exam's screens: each kind of question, the dialogs, the result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import answer_all, begin, pass_time, places, settle, show
from trainer.learning.answers import Kind
from trainer.learning.exam import Exam
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.screens.exam import ExamScreen
from trainer.tui.screens.exam_result import ResultScreen
from trainer.tui.screens.exams import ExamsScreen
from trainer.tui.settings import Settings

NARROW, WIDE = (80, 24), (160, 48)
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x48"])
Compare = Callable[..., bool]
Steps = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def half_done(pilot: Pilot[None], history: History, clock: Clock) -> Exam:
    """An exam of which some is answered and flagged."""
    app = pilot.app
    assert isinstance(app, TrainerApp)
    exam = begin(app, history, clock)
    answer_all(exam, leave_out=[0, *places(exam, Kind.BLANK), 7, 8])
    for index in (4, 7):
        exam.go_to(index)
        exam.toggle_flag()
    return exam


def asking(kind: Kind, history: History, clock: Clock, *keys: str, seconds: int = 95) -> Steps:
    async def steps(pilot: Pilot[None]) -> None:
        await settle(pilot)
        exam = half_done(pilot, history, clock)
        screen = await show(pilot, exam, places(exam, kind)[0])
        pass_time(clock, screen, seconds)
        await pilot.press(*keys)
        await settle(pilot)

    return steps


def result(history: History, clock: Clock, *keys: str) -> Steps:
    async def steps(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, TrainerApp)
        await settle(pilot)
        exam = half_done(pilot, history, clock)
        pass_time(clock, await show(pilot, exam, 3), 95)
        handed_in = replace(exam.hand_in(clock()), seed=4711)
        await app.switch_screen(ResultScreen(handed_in, app.bank))
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)

    return steps


@SIZES
@pytest.mark.parametrize(
    ("kind", "keys"),
    [(Kind.SPOT, ("down", "down", "enter")), (Kind.BLANK, ("2",)), (Kind.OUTCOME, ())],
)
def test_a_question(
    snap_compare: Compare,
    make_app: MakeApp,
    history: History,
    clock: Clock,
    kind: Kind,
    keys: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    steps = asking(kind, history, clock, *keys)
    assert snap_compare(make_app(drill=False), terminal_size=size, run_before=steps)


@pytest.mark.parametrize("theme", ["light", "high-contrast"])
def test_a_question_in_other_themes(
    snap_compare: Compare, make_app: MakeApp, history: History, clock: Clock, theme: str
) -> None:
    app = make_app(drill=False, settings=Settings(theme=theme))
    steps = asking(Kind.SPOT, history, clock, "n", "f")
    assert snap_compare(app, terminal_size=NARROW, run_before=steps)


def test_a_question_without_colour(
    snap_compare: Compare,
    make_app: MakeApp,
    history: History,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_app(drill=False)
    monkeypatch.setenv("NO_COLOR", "1")
    app = TrainerApp(make_app(drill=False).bank, history, clock=clock)
    app.animation_level = "none"
    steps = asking(Kind.SPOT, history, clock, "down", "enter", "up")
    assert snap_compare(app, terminal_size=NARROW, run_before=steps)


def test_a_question_when_time_is_short(
    snap_compare: Compare, make_app: MakeApp, history: History, clock: Clock
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await asking(Kind.SPOT, history, clock, seconds=1100)(pilot)
        # What tells of it passes by; what is seen afterwards is the line.
        pilot.app.clear_notifications()
        await settle(pilot)

    assert snap_compare(make_app(drill=False), terminal_size=NARROW, run_before=steps)


@SIZES
@pytest.mark.parametrize("key", ["m", "e"], ids=["map", "hand-in"])
def test_a_dialog(
    snap_compare: Compare,
    make_app: MakeApp,
    history: History,
    clock: Clock,
    key: str,
    size: tuple[int, int],
) -> None:
    steps = asking(Kind.SPOT, history, clock, key, "down")
    assert snap_compare(make_app(drill=False), terminal_size=size, run_before=steps)


def test_an_exam_that_is_resumed(
    snap_compare: Compare, make_app: MakeApp, history: History, clock: Clock
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        from trainer.learning.exam import open_exam

        app = pilot.app
        assert isinstance(app, TrainerApp)
        await asking(Kind.SPOT, history, clock, "down", "enter", "f", "escape")(pilot)
        clock.pass_(days=1)
        exam = open_exam(app.bank, history, clock)
        assert exam is not None
        await app.switch_screen(ExamScreen(exam, app.bank, history, clock))
        await settle(pilot)

    assert snap_compare(make_app(drill=False), terminal_size=NARROW, run_before=steps)


@SIZES
def test_a_result(
    snap_compare: Compare,
    make_app: MakeApp,
    history: History,
    clock: Clock,
    size: tuple[int, int],
) -> None:
    steps = result(history, clock)
    assert snap_compare(make_app(drill=False), terminal_size=size, run_before=steps)


@pytest.mark.parametrize(
    "keys", [("l", "w"), ("l", "down", "enter")], ids=["what-was-missed", "review"]
)
def test_a_result_looked_into(
    snap_compare: Compare,
    make_app: MakeApp,
    history: History,
    clock: Clock,
    keys: tuple[str, ...],
) -> None:
    steps = result(history, clock, *keys)
    assert snap_compare(make_app(drill=False), terminal_size=NARROW, run_before=steps)


def test_past_exams(
    snap_compare: Compare, make_app: MakeApp, history: History, clock: Clock
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, TrainerApp)
        for wrong in (range(8), range(2)):
            exam = begin(app, history, clock)
            answer_all(exam, wrong)
            exam.hand_in(clock())
            clock.pass_(days=2)
        app.push_screen(ExamsScreen(app.bank, history))
        await settle(pilot)

    assert snap_compare(make_app(drill=False), terminal_size=NARROW, run_before=steps)
