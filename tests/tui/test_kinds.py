"""Questions of each kind on the drill's screen, lessons, and taking back."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp
from tests.tui.programs import FakeRuns
from tests.tui.reading import (
    click_line,
    press_footer,
    put_cursor,
    question_of,
    rows,
    said,
    step_of,
)
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.drill import Drill
from trainer.learning.history import History
from trainer.learning.questions import Option, Question, right_one
from trainer.tui.app import TrainerApp
from trainer.tui.settings import Settings

NARROW, WIDE = (80, 24), (160, 48)
ITEM = "tune_pipeline/best-params-for-best-model/1"


def question(bank: Bank, kind: Kind) -> Question:
    """A question of a kind about one bug, made by hand."""
    item = next(item for item in bank.items if item.id == ITEM)
    made = Question(
        kind=kind,
        key=item.id,
        why="new",
        ran_on="local",
        snippet=item.snippet,
        given=item.given,
        code=item.code,
        answer_lines=item.answer_lines,
        hint_lines=range(19, 23),
        hint="Which attribute holds the winner?",
        item=item,
        idea=bank.idea(item.mutator),
    )
    did = "AttributeError: no such attribute"
    if kind is Kind.BLANK:
        options = (
            Option("best_params", False, did, ("best_params",)),
            Option("bestModel", True, "", ("bestModel",)),
            Option("best_model_", False, did, ("best_model_",)),
        )
        code = made.snippet.code.text.replace("bestModel", "____1____")
        return replace(made, code=code, options=options)
    outcomes = (
        Option("It runs.", False),
        Option("AttributeError: 'CrossValidatorModel' object has no …", True),
        Option("Nothing is raised, but: the score is too good", False),
    )
    if kind is Kind.SPOT:
        lines = ("bestModel", "best_params", "best_model_", "getBestModel")
        fixes = tuple(
            Option(f"best_model = cv_model.{name}", name == "bestModel", "" if n == 0 else did)
            for n, name in enumerate(lines)
        )
        return replace(made, options=outcomes, fixes=fixes)
    return replace(made, options=outcomes) if kind is Kind.OUTCOME else made


def always(monkeypatch: pytest.MonkeyPatch, *questions: Question) -> None:
    """Lets the drill ask these, whatever is due."""
    real, turn = Drill.next_question, cycle(questions)

    def next_question(drill: Drill) -> Question | None:
        real(drill)
        drill.question = next(turn)
        return drill.question

    monkeypatch.setattr(Drill, "next_question", next_question)


def app_with(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> TrainerApp:
    app = make_app()
    always(monkeypatch, question(app.bank, kind))
    return app


def responses(history: History) -> list[tuple[Kind, str, bool]]:
    return [(answer.kind, answer.response, answer.correct) for answer in history.answers()]


async def test_a_spot_question_ends_with_the_line_that_belongs_there(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, history: History
) -> None:
    app = app_with(make_app, monkeypatch, Kind.SPOT)
    async with app.run_test(size=NARROW) as pilot:
        put_cursor(app, 21)
        await pilot.press("enter", "2")
        assert step_of(app) == "-choosing"
        assert "What belongs there, in line 21?" in said(app, "told")
        await pilot.press("2")
        assert step_of(app) == "-revealed"
        assert "✗ Another line belongs there." in said(app, "prompt")
        above = said(app, "above")
        assert "✓ 1 best_model = cv_model.bestModel" in above
        assert "✗ 2 best_model = cv_model.best_params (yours)" in above
    (answer,) = history.answers()
    assert {name: step.correct for name, step in answer.steps.items()} == {
        "outcome": True,
        "fix": False,
    }


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_blank_is_filled_and_each_option_tells_what_it_did(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, history: History, size: tuple[int, int]
) -> None:
    app = app_with(make_app, monkeypatch, Kind.BLANK)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert step_of(app) == "-choosing"
        assert "What belongs into the gap?" in said(app, "prompt")
        assert "cv_model.____1____" in "".join(rows(app))
        assert app.screen.query_one("#options").region.area
        await pilot.press("h")
        assert "Which attribute holds the winner?" in said(app, "told")
        await pilot.press("1")
        assert step_of(app) == "-revealed"
        assert "✗ Not that: number 2 belongs there." in said(app, "prompt")
        assert "✗ 1 best_params (yours)\n    AttributeError: no such" in said(app, "above")
        assert "✓ 2 bestModel\n    It runs and passes its check." in said(app, "above")
        if size == NARROW:
            await pilot.press("c")
            await pilot.pause()
        assert "cv_model.bestModel" in rows(app)[20]
        assert not app.screen.query_one("#change").display
    assert responses(history) == [(Kind.BLANK, "best_params", False)]


async def test_an_outcome_is_asked_without_a_line(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, history: History
) -> None:
    app = app_with(make_app, monkeypatch, Kind.OUTCOME)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert "What happens when this runs?" in said(app, "prompt")
        asked = question_of(app)
        await click_line(pilot, right_one(asked.options) + 1, "options")
        await click_line(pilot, right_one(asked.options) + 1, "options")
        assert "✓ Right, that happens." in said(app, "prompt")
        assert "What really happened" in said(app, "more")
        await press_footer(pilot, "Next")
        assert step_of(app) == "-choosing"
        await pilot.press("3")
        assert "You said\nNothing is raised, but: the score" in said(app, "above")
    assert [right for _, _, right in responses(history)] == [False, True], "the newest first"


async def test_an_outcome_of_a_program_without_a_bug_says_that_it_ran(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    broken = question(app.bank, Kind.OUTCOME)
    always(
        monkeypatch,
        replace(
            broken,
            key=broken.snippet.name,
            code=broken.snippet.code.text,
            answer_lines=range(0),
            options=tuple(Option(each.text, not n) for n, each in enumerate(broken.options)),
            item=None,
            idea=None,
        ),
    )
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("1")
        assert "✓ Right, that happens." in said(app, "prompt")
        assert "This program ran to its end and passed its check." in said(app, "more")


@pytest.mark.parametrize("kind", [Kind.BLANK, Kind.OUTCOME])
async def test_a_second_enter_by_mistake_answers_nothing(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, history: History, kind: Kind
) -> None:
    app = app_with(make_app, monkeypatch, kind)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("enter", "4", "enter")
        assert step_of(app) == "-choosing"
    assert history.count() == 0


@pytest.mark.parametrize("kind", [Kind.SPOT, Kind.BLANK, Kind.OUTCOME])
async def test_u_takes_back_the_answer_and_the_question_is_open_again(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, history: History, kind: Kind
) -> None:
    app = app_with(make_app, monkeypatch, kind)
    async with app.run_test(size=NARROW) as pilot:
        before = step_of(app)
        await answer(pilot)
        assert history.count() == 1
        await pilot.press("u")
        assert step_of(app) == before
        assert history.count() == 0
        assert history.cards() == []
        assert "as if you had not answered" in notes(app)
        await answer(pilot)
        assert history.count() == 1


async def test_u_on_the_next_question_takes_back_the_one_before(
    make_app: MakeApp, history: History, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("u")
        assert "no answer of this session" in notes(app)
        await answer(pilot)
        await pilot.press("enter")
        key = question_of(app).key
        await pilot.press("u")
        assert (step_of(app), question_of(app).key) == ("-asking", key)
        assert "The answer to the question before is taken back." in notes(app)
    assert history.count() == 0


async def test_a_lesson_comes_before_a_new_idea_and_then_no_more(make_app: MakeApp) -> None:
    app = make_app(settings=Settings(kinds=(Kind.SPOT,)))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        asked = question_of(app)
        assert asked.idea is not None
        assert step_of(app) == "-lesson"
        assert "First, how it is right" in said(app, "prompt")
        assert asked.idea.principle in said(app, "told")
        shown = [row[6:].rstrip() for row in rows(app)]
        assert shown
        assert "\n".join(shown) in asked.snippet.code.text
        await pilot.press("n", "1", "h")
        assert step_of(app) == "-lesson"
        await pilot.press("enter")
        assert step_of(app) == "-asking"
        assert len(rows(app)) == len(asked.lines)


async def test_the_worker_warms_up_once_a_program_may_have_to_be_mended(
    make_app: MakeApp, no_originals: None
) -> None:
    runs = FakeRuns()
    app = make_app(runs=runs, settings=Settings(kinds=(Kind.SPOT, Kind.FIX), lessons=False))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert runs.warm == 0, "nobody is asked to mend an idea that is new"
        await answer(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert runs.warm == 1


async def test_without_the_engine_nothing_offers_to_run(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_with(make_app, monkeypatch, Kind.OUTCOME)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("1", "r", "o")
        assert step_of(app) == "-revealed"
        assert not {"run_bug", "run_original"} & {
            active.binding.action for active in app.screen.active_bindings.values()
        }


async def answer(pilot: Pilot[None]) -> None:
    """Answers until the reveal is there."""
    app = pilot.app
    assert isinstance(app, TrainerApp)
    for key in ("n", "1", "1"):
        if step_of(app) != "-revealed":
            await pilot.press(key)
    assert step_of(app) == "-revealed"


def notes(app: TrainerApp) -> str:
    return "\n".join(note.message for note in app._notifications)
