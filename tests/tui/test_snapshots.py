"""Pictures of every screen at 80x24, and of the main ones at 160x48."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.decks_for_tests import Clock, snippet_path
from tests.tui.conftest import MakeApp
from tests.tui.reading import put_cursor, question_of
from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path
from trainer.learning.questions import Question, right_one
from trainer.tui.app import TrainerApp

SIZES = [(80, 24), (160, 48)]
Steps = Callable[[Pilot[None]], Awaitable[None]]
Compare = Callable[..., bool]


def by_keys(*keys: str) -> Steps:
    async def press(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await settle(pilot)

    return press


def revealed(wanted: Callable[[Question], bool]) -> Steps:
    """Answers questions until one that is wanted is revealed; that one is answered rightly."""

    async def answer(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, TrainerApp)
        for _ in range(40):
            question = question_of(app)
            if wanted(question):
                break
            await pilot.press("n", "1", "enter")
        assert wanted(question)
        if question.is_original:
            await pilot.press("n")
        else:
            put_cursor(app, question.answer_lines.start)
            await pilot.press("enter", str(right_one(question.options) + 1))
        await settle(pilot)

    return answer


async def settle(pilot: Pilot[None]) -> None:
    """Waits until the footer has caught up with the step."""
    for _ in range(3):
        await pilot.pause()


def is_silent(question: Question) -> bool:
    return question.item is not None and question.item.silent


def raises_elsewhere(question: Question) -> bool:
    return question.item is not None and question.item.raised_elsewhere


def tunes(question: Question) -> bool:
    return question.key == "tune_pipeline"


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
def test_home_of_a_new_learner(
    snap_compare: Compare, make_app: MakeApp, size: tuple[int, int]
) -> None:
    assert snap_compare(make_app(drill=False), terminal_size=size, run_before=by_keys())


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
def test_home_after_some_answers(
    snap_compare: Compare,
    make_app: MakeApp,
    deck: Deck,
    clock: Clock,
    no_originals: None,
    size: tuple[int, int],
) -> None:
    async def answer(pilot: Pilot[None]) -> None:
        for number in range(7):
            app = pilot.app
            assert isinstance(app, TrainerApp)
            if number % 3:
                put_cursor(app, question_of(app).answer_lines.start)
                await pilot.press("enter")
            else:
                await pilot.press("n")
            await pilot.press("1", "enter")
        clock.pass_(hours=2)
        await pilot.press("escape")
        await settle(pilot)

    evidence_path(snippet_path(deck, "split_and_score")).write_text("{ not JSON")
    assert snap_compare(make_app(), terminal_size=size, run_before=answer)


def test_home_without_a_bank(snap_compare: Compare, make_app: MakeApp) -> None:
    app = make_app(drill=False, deck=Deck(Path("/no/such/deck")))
    assert snap_compare(app, terminal_size=(80, 24), run_before=by_keys())


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
def test_a_question(
    snap_compare: Compare, make_app: MakeApp, no_originals: None, size: tuple[int, int]
) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=size, run_before=by_keys("down", "down"))


def test_a_question_with_its_hints(
    snap_compare: Compare, make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=(80, 24), run_before=by_keys("h", "h"))


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
def test_the_choice_of_the_outcome(
    snap_compare: Compare, make_app: MakeApp, no_originals: None, size: tuple[int, int]
) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=size, run_before=by_keys("down", "enter", "down"))


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
def test_the_reveal_of_a_bug_that_raises(
    snap_compare: Compare, make_app: MakeApp, no_originals: None, size: tuple[int, int]
) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=size, run_before=revealed(raises_elsewhere))


def test_the_reveal_after_two_wrong_answers(
    snap_compare: Compare, make_app: MakeApp, no_originals: None
) -> None:
    async def answer(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, TrainerApp)
        right = right_one(question_of(app).options)
        await pilot.press("n", str((right + 1) % 4 + 1))
        await settle(pilot)

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=answer)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
def test_the_reveal_of_a_silent_bug(
    snap_compare: Compare, make_app: MakeApp, no_originals: None, size: tuple[int, int]
) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=size, run_before=revealed(is_silent))


def test_the_reveal_of_an_original(
    snap_compare: Compare, make_app: MakeApp, only_originals: None
) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=(80, 24), run_before=revealed(tunes))


@pytest.mark.parametrize("drill", [False, True], ids=["home", "drill"])
def test_help(snap_compare: Compare, make_app: MakeApp, drill: bool) -> None:
    app = make_app(drill=drill)
    assert snap_compare(app, terminal_size=(80, 24), run_before=by_keys("question_mark"))
