"""The history's screens: the list of answers, and each answer opened again as it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from tests.decks_for_tests import Clock, snippet_path
from tests.tui.conftest import MakeApp
from tests.tui.exams import answer_all, begin, places, settle
from tests.tui.programs import FakeRuns
from tests.tui.reading import press_footer, rows, said
from trainer.decks.deck import Deck
from trainer.learning.answers import Answer, Kind, Step, new_uid
from trainer.learning.bank import read_bank
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.screens.answer import AnswerScreen
from trainer.tui.screens.history import HistoryScreen
from trainer.tui.screens.run import RunScreen

NARROW, WIDE = (80, 24), (160, 48)
ITEM = "tune_pipeline/best-params-for-best-model/1"


@pytest.fixture
def app(make_app: MakeApp) -> TrainerApp:
    return make_app(drill=False)


def record(
    history: History,
    clock: Clock,
    kind: Kind,
    response: str,
    correct: bool,
    question: str = ITEM,
    steps: Mapping[str, Step] = MappingProxyType({}),
) -> Answer:
    """An answer of a drill, a minute after the one before."""
    clock.pass_(minutes=1)
    snippet, _, rest = question.partition("/")
    answer = Answer(
        uid=new_uid(),
        at=clock(),
        kind=kind,
        question=question,
        snippet=snippet,
        mutator=rest.partition("/")[0] or None,
        domain="spark-ml",
        response=response,
        correct=correct,
        hints=0,
        seconds=12,
        grade=None,
        steps=steps,
    )
    history.record(answer)
    return answer


async def open_newest(pilot: Pilot[None]) -> None:
    pilot.app.push_screen(HistoryScreen(pilot.app.bank, pilot.app.history))  # type: ignore[attr-defined]
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    assert isinstance(pilot.app.screen, AnswerScreen)


async def show_list(pilot: Pilot[None]) -> HistoryScreen:
    """The list when all titles are in."""
    app = pilot.app
    assert isinstance(app, TrainerApp)
    screen = HistoryScreen(app.bank, app.history)
    app.push_screen(screen)
    await settle(pilot)
    await app.workers.wait_for_complete()
    screen.show_new_titles()
    await settle(pilot)
    return screen


def cells(app: TrainerApp) -> list[list[str]]:
    table = app.screen.query_one(DataTable)
    return [[str(cell) for cell in table.get_row_at(n)] for n in range(table.row_count)]


def marked(app: TrainerApp, sign: str) -> list[int]:
    """The numbers of the lines with this sign."""
    return [int(row[1:3]) for row in rows(app) if row[4:5] == sign]


def list_titles(app: TrainerApp) -> list[str]:
    return [row[3] for row in cells(app)]


async def test_the_list_shows_titles_as_the_catalogue_does(
    app: TrainerApp, history: History, clock: Clock, deck: Deck
) -> None:
    path = deck.root / "mutators" / "area" / "best_params_for_best_model.py"
    text = path.read_text().replace("best params for best model", "Where is the winner?")
    path.write_text(text)
    record(history, clock, Kind.SPOT, "21", True)
    record(history, clock, Kind.SPOT, "", True, "tune_pipeline")
    record(history, clock, Kind.SPOT, "1", False, "gone/an-idea-of-yore/1")
    async with app.run_test(size=WIDE) as pilot:
        await show_list(pilot)
        assert list_titles(app) == [
            "an idea of yore",
            "Unchanged: Tune a whole pipeline with CrossValidator",
            "Where is the winner?",
        ]
    assert app.bank.problems == [], "an idea that is gone is no problem of the deck"


@pytest.mark.parametrize("size", [(60, 24), NARROW, WIDE])
async def test_the_columns_use_the_width_and_no_more(
    app: TrainerApp, history: History, clock: Clock, size: tuple[int, int]
) -> None:
    record(history, clock, Kind.OUTCOME, "AttributeError: " + "no such attribute " * 6, False)
    async with app.run_test(size=size) as pilot:
        await show_list(pilot)
        table = app.screen.query_one(DataTable)
        assert table.virtual_size.width == size[0] - 1
        (row,) = cells(app)
        assert len(row[4]) >= (12 if size[0] < 80 else 20)


async def test_the_columns_follow_the_width(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    for _ in range(3):
        record(history, clock, Kind.SPOT, "21", True)
    async with app.run_test(size=WIDE) as pilot:
        await show_list(pilot)
        await pilot.press("down")
        await pilot.resize_terminal(*NARROW)
        await settle(pilot)
        table = app.screen.query_one(DataTable)
        assert (table.row_count, table.cursor_row) == (3, 1)
        assert table.virtual_size.width == 79


async def test_the_list_is_narrowed_by_kind_and_result(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    record(history, clock, Kind.SPOT, "21", True)
    record(history, clock, Kind.SPOT, "3", False)
    record(history, clock, Kind.OUTCOME, "It runs, and its result is right.", False)
    async with app.run_test(size=NARROW) as pilot:
        await show_list(pilot)
        assert "3 answers" in said(app, "filter")
        await press_footer(pilot, "Kind")
        assert [row[2] for row in cells(app)] == ["spot", "spot"]
        await press_footer(pilot, "Right or wrong")
        assert [row[4] for row in cells(app)] == ["line 21"]
        assert "1 answer " in said(app, "filter")


async def test_more_answers_are_read_as_the_cursor_goes_down(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    for _ in range(210):
        record(history, clock, Kind.SPOT, "21", True)
    async with app.run_test(size=NARROW) as pilot:
        await show_list(pilot)
        assert len(cells(app)) == 200
        await pilot.press("ctrl+end")
        await settle(pilot)
        assert len(cells(app)) == 210


async def test_without_answers_the_list_says_so(app: TrainerApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show_list(pilot)
        assert "Nothing to show here yet." in said(app, "filter")
        await pilot.press("enter")
        assert isinstance(app.screen, HistoryScreen)


async def test_a_spot_answer_shows_the_line_pointed_at_and_what_was_chosen_then(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    said_then = Step("It hangs.", False)
    record(history, clock, Kind.SPOT, "3", False, steps={"outcome": said_then})
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        assert "You answered line 3" in said(app, "said")
        assert "Then, what happens ✗ It hangs." in said(app, "said")
        assert (marked(app, "?"), marked(app, "✗")) == ([3], [21])
        assert "You said\nIt hangs." in said(app, "above")


async def test_an_outcome_opens_with_what_was_said_and_what_happened(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    record(history, clock, Kind.OUTCOME, "It runs, and its result is right.", False)
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        assert "You said\nIt runs, and its result is right." in said(app, "above")
        assert "'CrossValidatorModel' object has no attribute" in said(app, "more")


async def test_a_fix_opens_with_the_program_that_was_handed_in(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    record(history, clock, Kind.FIX, "total = 1", True)
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        assert "You handed in\ntotal = 1" in said(app, "said")
        assert marked(app, "✗") == [21]


@pytest.mark.parametrize("correct", [True, False])
async def test_a_blank_of_an_exam_opens_as_it_was_asked(
    app: TrainerApp, history: History, clock: Clock, correct: bool
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        at = places(exam, Kind.BLANK)[0]
        exam.go_to(at)
        assert exam.question is not None
        options = exam.question.options
        answer_all(exam, leave_out=[n for n in range(exam.numbers) if n != at])
        if not correct:
            exam.go_to(at)
            exam.choose(next(n for n, each in enumerate(options) if not each.right))
        exam.hand_in(clock())
        await open_newest(pilot)
        above = said(app, "above")
        assert above.count("\n✓ ") == 1
        assert all(f"{n} {each.text}" in above for n, each in enumerate(options, start=1))
        assert above.count("(yours)") == 1
        assert marked(app, "✗") == []
        assert marked(app, "✓")


async def test_a_program_that_is_gone_leaves_the_answer(
    app: TrainerApp, history: History, clock: Clock, deck: Deck
) -> None:
    record(history, clock, Kind.SPOT, "3", False)
    snippet_path(deck, "tune_pipeline").unlink()
    app.bank = read_bank(deck)
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        assert "You answered line 3" in said(app, "said")
        assert "no longer in the deck" in said(app, "said")
        assert not app.screen.query_one("#columns").display


@pytest.mark.parametrize("keys", ["down", "j"])
async def test_the_text_moves_with_the_first_press(
    app: TrainerApp, history: History, clock: Clock, keys: str
) -> None:
    record(history, clock, Kind.SPOT, "3", False)
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        panel = app.screen.query_one("#item")
        await pilot.press(keys)
        await settle(pilot)
        assert panel.scroll_offset.y > 0


async def test_r_runs_the_bug_and_o_the_original(
    make_app: MakeApp, history: History, clock: Clock
) -> None:
    runs = FakeRuns()
    app = make_app(drill=False, runs=runs)
    record(history, clock, Kind.SPOT, "3", False)
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        await press_footer(pilot, "Run it")
        assert isinstance(app.screen, RunScreen)
        assert "cv_model.best_params" in runs.codes[-1]
        await pilot.press("escape")
        await pilot.pause(0.2)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, AnswerScreen)
        await press_footer(pilot, "Run original")
        assert "cv_model.bestModel" in runs.codes[-1]


async def test_without_the_engine_nothing_offers_to_run(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    record(history, clock, Kind.SPOT, "3", False)
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        await pilot.press("r", "o")
        assert isinstance(app.screen, AnswerScreen)
        assert not {"r", "o"} & set(app.screen.active_bindings)


async def test_an_original_has_no_bug_to_run(
    make_app: MakeApp, history: History, clock: Clock
) -> None:
    app = make_app(drill=False, runs=FakeRuns())
    record(history, clock, Kind.SPOT, "", True, "tune_pipeline")
    async with app.run_test(size=NARROW) as pilot:
        await open_newest(pilot)
        assert "Nothing is wrong here" in said(app, "heading")
        assert "r" not in app.screen.active_bindings
        assert "o" in app.screen.active_bindings
