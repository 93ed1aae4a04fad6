"""Mending a program: editing, running, cancelling, giving up; what was typed stays."""

from __future__ import annotations

import sqlite3

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp
from tests.tui.programs import FakeRuns
from tests.tui.reading import press_footer, said, step_of
from tests.tui.test_kinds import always, notes, question
from trainer.errors import WorkerError
from trainer.learning.answers import Kind
from trainer.learning.history import History
from trainer.model import Ending, Outcome
from trainer.runtime.learner import Phase
from trainer.tui.app import TrainerApp
from trainer.tui.screens.drill import DrillScreen
from trainer.tui.screens.home import HomeScreen
from trainer.tui.widgets.editor import Editor
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.panel import Panel
from trainer.tui.widgets.running import RunView

NARROW = (80, 24)
PASSED = Outcome(Ending.PASSED, 1.5)
FAILED = Outcome(
    Ending.RAISED,
    0.4,
    exception="AttributeError",
    message="no attribute best",
    line=21,
    traceback="Traceback (most recent call last): …",
)


@pytest.fixture
def runs() -> FakeRuns:
    return FakeRuns()


@pytest.fixture
def app(make_app: MakeApp, runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> TrainerApp:
    made = make_app(runs=runs)
    always(monkeypatch, question(made.bank, Kind.FIX))
    return made


def editor(app: TrainerApp) -> Editor:
    return app.screen.query_one(Editor)


async def ended(pilot: Pilot[None]) -> None:
    """Waits until the screen has seen that the run has ended."""
    view = pilot.app.screen.query_one(RunView)
    for _ in range(100):
        await pilot.pause(0.02)
        if not view.running:
            break
    assert not view.running
    await pilot.pause()


async def test_the_program_is_edited_and_the_broken_line_is_not_given_away(
    app: TrainerApp,
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert step_of(app) == "-editing"
        assert "Mend this program." in said(app, "prompt")
        assert editor(app).cursor_location == (0, 0)
        assert "best_params" in editor(app).text
        assert "best_params" not in said(app)
        await pilot.press("#", "h", "n", "1", "r", "u")
        assert editor(app).text.startswith("#hn1ru")
        await pilot.press("ctrl+z")
        assert not editor(app).text.startswith("#hn1ru")
        await pilot.press("ctrl+y")
        assert editor(app).text.startswith("#hn1ru")


async def test_a_run_that_passes_passes_the_question(
    app: TrainerApp, runs: FakeRuns, history: History
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r")
        assert "Running …" in said(app, "verdict")
        runs.output("fold 1 of 3\n")
        runs.finish(PASSED)
        await ended(pilot)
        assert step_of(app) == "-revealed"
        assert "✓ It runs and passes its check." in said(app, "prompt")
    (answer,) = history.answers()
    assert (answer.kind, answer.correct) == (Kind.FIX, True)
    assert answer.response == runs.codes[0]
    assert answer.response.startswith("#")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (FAILED, "✗ AttributeError, raised by line 21. (0.4 s)\nno attribute best"),
        (Outcome(Ending.TIMEOUT, 60.0, message="still running"), "took too long and was ended"),
        (Outcome(Ending.DIED, 0.0, message="status 9"), "It ended before it was through"),
        (WorkerError("The worker did not start."), "✗ It could not be run. The worker did not"),
        (OSError("No space left on device"), "✗ It could not be run. No space left"),
        (ValueError("odd"), "✗ It could not be run. ValueError: odd Run it again"),
    ],
)
async def test_what_was_typed_stays_whatever_a_run_does(
    app: TrainerApp,
    runs: FakeRuns,
    history: History,
    outcome: Outcome | BaseException,
    words: str,
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "f5")
        runs.output("half ")
        runs.output("way\n")
        runs.finish(outcome)
        await ended(pilot)
        assert step_of(app) == "-editing"
        assert words in said(app, "verdict")
        assert "half way" in said(app, "output")
        assert editor(app).text.startswith("#")
        assert history.count() == 0
        await pilot.press("x", "ctrl+r")
        assert runs.codes[-1].startswith("#x")
        runs.finish(PASSED)
        await ended(pilot)
        assert step_of(app) == "-revealed"


async def test_escape_ends_a_run_then_warns_then_goes_home(app: TrainerApp, runs: FakeRuns) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r", "ctrl+r")
        assert len(runs.codes) == 1
        await pilot.press("escape")
        await ended(pilot)
        assert "Cancelled" in said(app, "verdict")
        await pilot.press("escape")
        assert step_of(app) == "-editing"
        assert "Esc again leaves" in notes(app)
        assert editor(app).text.startswith("#")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_giving_up_is_a_wrong_answer_and_shows_how(app: TrainerApp, history: History) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#")
        await press_footer(pilot, "Give up")
        assert step_of(app) == "-revealed"
        assert "✗ Not mended; this is how." in said(app, "prompt")
        assert app.screen.query_one("#change").display
        assert [answer.correct for answer in history.answers()] == [False]
        await pilot.press("u")
        assert step_of(app) == "-editing"
        assert editor(app).text.startswith("#")
        assert history.count() == 0
        await pilot.press("ctrl+g", "enter")
        assert step_of(app) == "-editing"
        assert not editor(app).text.startswith("#"), "the next question has its own program"


async def test_a_pass_that_cannot_be_saved_is_told_and_can_be_run_again(
    app: TrainerApp, runs: FakeRuns, history: History
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        with sqlite3.connect(history.path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("#", "ctrl+r")
            runs.finish(PASSED)
            await ended(pilot)
            assert step_of(app) == "-editing"
            assert "✗ Not saved" in said(app, "prompt")
            other.execute("ROLLBACK")
        other.close()
        await pilot.press("ctrl+r")
        runs.finish(PASSED)
        await ended(pilot)
        assert step_of(app) == "-revealed"
    assert history.count() == 1


async def test_hints_come_by_a_key_that_does_not_type(app: TrainerApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f2", "f2")
        assert "If there is a bug, it is in lines 19 to 22." in said(app, "told")
        assert "Which attribute holds the winner?" in said(app, "told")


async def test_a_fix_can_be_asked_after_another_kind_and_the_other_way_round(
    app: TrainerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    always(monkeypatch, *(question(app.bank, kind) for kind in (Kind.SPOT, Kind.FIX)))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n", "1", "1", "enter")
        assert step_of(app) == "-editing"
        await pilot.press("ctrl+g", "enter")
        assert step_of(app) == "-asking"
        assert not editor(app).display
        assert app.screen.query_one("#code").display


def keys(app: TrainerApp) -> str:
    return str(app.screen.query_one(KeyBar).render())


async def test_giving_up_ends_the_run(app: TrainerApp, runs: FakeRuns, history: History) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r", "ctrl+g")
        assert step_of(app) == "-revealed"
        assert runs.futures[0].cancelled()
        assert [answer.correct for answer in history.answers()] == [False]


async def test_a_pass_that_comes_as_its_question_is_left_answers_nothing(
    app: TrainerApp, runs: FakeRuns, history: History
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r")
        screen = app.screen
        assert isinstance(screen, DrillScreen)
        runs.finish(PASSED)
        screen.action_give_up()
        screen.action_next()
        await pilot.pause(0.2)
        assert step_of(app) == "-editing"
        assert said(app, "verdict") == ""
        assert [answer.correct for answer in history.answers()] == [False]


async def test_an_end_that_is_not_of_the_run_on_show_answers_nothing(
    app: TrainerApp, history: History
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        view = app.screen.query_one(RunView)
        view.post_message(RunView.Ended("of the question before", PASSED))
        await pilot.pause()
        assert step_of(app) == "-editing"
    assert history.count() == 0


async def test_a_run_asked_for_while_another_still_ends_waits_and_says_so(
    app: TrainerApp, runs: FakeRuns
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r", "escape")
        runs.phase = Phase.WAITING
        await pilot.press("ctrl+r")
        assert len(runs.codes) == 2
        assert "Waiting … 0 s. The run before is still ending." in said(app, "verdict")
        runs.outputs[0]("late words of the run before\n")
        runs.phase = Phase.RUNNING
        runs.output("words\n")
        await pilot.pause(0.1)
        assert "Running … 0 s." in said(app, "verdict")
        assert said(app, "output") == "It printed\nwords"


async def test_a_run_that_cannot_even_begin_is_told(
    app: TrainerApp, runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(runs, "run", fail)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r")
        await pilot.pause()
        assert "✗ It could not be run. KeyError: 'lost'" in said(app, "verdict")
        assert "Home" in keys(app)


async def test_the_footer_says_what_escape_does_now(app: TrainerApp, runs: FakeRuns) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r")
        await pilot.pause()
        assert "esc Cancel" in keys(app)
        assert "Home" not in keys(app)
        await press_footer(pilot, "Cancel")
        assert "Cancelled" in said(app, "verdict")
        assert "esc Home" in keys(app)
        assert "Cancel" not in keys(app)


async def test_the_verdict_the_newest_output_and_the_edited_line_are_in_sight(
    app: TrainerApp, runs: FakeRuns
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*["down"] * 14, "ctrl+r")
        for number in range(50):
            runs.output(f"fold {number}\n")
        await pilot.pause(0.2)
        panel = app.screen.query_one("#panel")
        verdict, told = app.screen.query_one("#verdict"), app.screen.query_one("#told")
        assert panel.region.contains_region(verdict.region)
        assert verdict.region.bottom <= told.region.y, "what is given comes after it"
        printed = app.screen.query_one("#printed", Panel)
        assert panel.region.contains_region(printed.region)
        assert 0 < printed.max_scroll_y == printed.scroll_y
        assert editor(app).region.contains_point(editor(app).cursor_screen_offset)


async def test_a_hint_after_a_run_is_in_sight(app: TrainerApp, runs: FakeRuns) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("ctrl+r")
        runs.output("a line\n" * 50)
        runs.finish(FAILED)
        await ended(pilot)
        await pilot.press("f2")
        await pilot.pause()
        told = app.screen.query_one("#told")
        assert "Hint 1" in said(app, "told").splitlines()[0]
        panel = app.screen.query_one("#panel").region
        assert panel.y <= told.region.y < panel.bottom - 2


async def test_a_pass_that_is_taken_back_leaves_the_program_and_no_verdict(
    app: TrainerApp, runs: FakeRuns, history: History
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("#", "ctrl+r")
        runs.finish(PASSED)
        await ended(pilot)
        await pilot.press("u")
        await pilot.pause(0.1)
        assert step_of(app) == "-editing"
        assert history.count() == 0
        assert editor(app).text.startswith("#")
        assert said(app, "verdict", "output").strip() == ""
        assert not app.screen.query_one(RunView).display
        await pilot.press("ctrl+r")
        runs.finish(PASSED)
        await ended(pilot)
        assert step_of(app) == "-revealed"
