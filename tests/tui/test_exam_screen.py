"""The exam's screen: each kind of question, going back and forth, flags, what cannot be saved."""

from __future__ import annotations

import sqlite3

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import OptionList

from tests.decks_for_tests import Clock, snippet_path
from tests.tui.conftest import MakeApp
from tests.tui.exams import (
    QUESTIONS,
    answer,
    begin,
    chosen_rows,
    places,
    settle,
    show,
    top_line,
)
from tests.tui.reading import click_line, point_at, press_footer, rows, said
from trainer.decks.deck import Deck
from trainer.learning.answers import Kind
from trainer.learning.bank import read_bank
from trainer.learning.exam import Exam, open_exam
from trainer.learning.history import History
from trainer.learning.questions import right_one
from trainer.tui.app import TrainerApp
from trainer.tui.bindings import owner
from trainer.tui.screens.exam import ExamScreen
from trainer.tui.screens.exam_map import ExamMap, HandInScreen
from trainer.tui.screens.exam_result import ResultScreen
from trainer.tui.screens.exam_review import ReviewScreen
from trainer.tui.screens.exams import ExamsScreen
from trainer.tui.widgets.exam_grid import CELL, QuestionGrid

NARROW = (80, 24)


@pytest.fixture
def app(make_app: MakeApp) -> TrainerApp:
    return make_app(drill=False)


async def test_a_line_is_chosen_by_enter_and_enter_again_goes_on(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        spot = places(exam, Kind.SPOT)[0]
        await show(pilot, exam, spot)
        await point_at(pilot, 3)
        await pilot.press("enter")
        assert (exam.current, exam.response) == (spot, 3)
        assert rows(app)[2].startswith("▶ 3 ●")
        assert "● Your answer: line 3" in said(app, "answer")
        await pilot.press("enter")
        assert exam.current == spot + 1


async def test_after_nothing_is_wrong_enter_goes_on_and_accuses_no_line(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        spot = places(exam, Kind.SPOT)[0]
        await show(pilot, exam, spot)
        await pilot.press("n")
        assert exam.response == ""
        assert "● Your answer: nothing is wrong" in said(app, "answer")
        assert not [row for row in rows(app) if "▶" in row or "●" in row]
        await pilot.press("enter")
        assert exam.current == spot + 1
        await pilot.press("left")
        assert "nothing is wrong" in said(app, "answer")


@pytest.mark.parametrize("kind", [Kind.BLANK, Kind.OUTCOME])
async def test_an_option_is_chosen_and_can_be_changed(
    app: TrainerApp, history: History, clock: Clock, kind: Kind
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam, places(exam, kind)[0])
        await pilot.press("2")
        assert exam.response == 1
        assert chosen_rows(app, "options")[0] == "▶ 2 ●"
        await pilot.press("up", "enter")
        assert exam.response == 0
        assert "● Your answer: number 1" in said(app, "answer")
        assert {row[2] for row in chosen_rows(app, "options")} <= {"1", "↳"}


@pytest.mark.parametrize("kind", [Kind.BLANK, Kind.OUTCOME])
async def test_enter_by_mistake_neither_chooses_an_option_nor_goes_on(
    app: TrainerApp, history: History, clock: Clock, kind: Kind
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        at = places(exam, kind)[0]
        await show(pilot, exam, at)
        await pilot.press("enter", "4", "enter") if kind is Kind.BLANK else await pilot.press(
            "enter"
        )
        assert exam.current == at
        assert exam.response is None


@pytest.mark.parametrize("kind", [Kind.SPOT, Kind.BLANK, Kind.OUTCOME])
async def test_no_word_and_no_sign_tells_what_is_right(
    app: TrainerApp, history: History, clock: Clock, kind: Kind
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        at = places(exam, kind)[0]
        seen = []
        for right in (True, False):
            answer(exam, at, right)
            await show(pilot, exam, at)
            shown = "\n".join([said(app, "prompt", "answer"), *rows(app), *rows(app, "options")])
            assert not {"✓", "✗", "!"} & set(shown)
            assert "right" not in said(app, "answer")
            seen.append(said(app, "prompt"))
        assert seen[0] == seen[1]


async def test_left_and_right_go_through_all_questions(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam)
        await pilot.press("left")
        assert exam.current == 0
        await pilot.press(*["right"] * (QUESTIONS - 1))
        assert exam.current == QUESTIONS - 1
        assert f"Question {QUESTIONS} of {QUESTIONS}" in top_line(app)
        await pilot.press("left")
        assert exam.current == QUESTIONS - 2


async def test_a_flag_is_set_and_taken_off(app: TrainerApp, history: History, clock: Clock) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam)
        await pilot.press("f")
        assert exam.flagged == [0]
        assert "⚑ this one is flagged" in top_line(app)
        await pilot.press("right")
        assert "⚑ 1 flagged" in top_line(app)
        await pilot.press("left", "f")
        assert exam.flagged == []
        assert "⚑" not in top_line(app)


async def test_an_answer_is_taken_back(app: TrainerApp, history: History, clock: Clock) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam, places(exam, Kind.SPOT)[0])
        await pilot.press("enter")
        assert "1 answered" in top_line(app)
        await pilot.press("u")
        assert exam.response is None
        assert "Not answered yet." in said(app, "answer")
        assert "0 answered" in top_line(app)


async def test_an_exam_is_taken_by_mouse_alone(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        spot = places(exam, Kind.SPOT)[0]
        await show(pilot, exam, spot)
        await click_line(pilot, 2)
        await click_line(pilot, 2)
        assert (exam.current, exam.response) == (spot, 2)
        await click_line(pilot, 2)
        assert exam.current == spot + 1
        await press_footer(pilot, "Flag")
        assert exam.flagged == [spot + 1]
        await press_footer(pilot, "Before")
        assert exam.current == spot
        await press_footer(pilot, "Map")
        await pilot.click(QuestionGrid, offset=(CELL * 4 + 3, 1))
        await settle(pilot)
        assert exam.current == 9
        await press_footer(pilot, "Hand in")
        choices = app.screen.query_one(OptionList)
        await pilot.click(choices, offset=(3, choices.option_count - 1))
        await settle(pilot)
        assert isinstance(app.screen, ResultScreen)


async def test_an_answer_that_cannot_be_saved_does_not_show_as_chosen(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        await show(pilot, exam, places(exam, Kind.SPOT)[0])
        other = sqlite3.connect(history.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("enter")
        assert "✗ Not saved, so it does not count yet." in said(app, "prompt")
        assert "Not answered yet." in said(app, "answer")
        assert "●" not in "".join(rows(app))
        other.execute("ROLLBACK")
        other.close()
        await pilot.press("enter")
        assert "● Your answer: line 1" in said(app, "answer")
        assert "Not saved" not in said(app, "prompt")


async def test_a_question_that_is_no_longer_in_the_deck_is_passed_over(
    app: TrainerApp, history: History, clock: Clock, deck: Deck
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        begin(app, history, clock)
        snippet_path(deck, "log_run").unlink()
        app.bank = read_bank(deck)
        exam = open_exam(app.bank, history, clock)
        assert exam is not None
        at = next(n for n in range(QUESTIONS) if _gone(exam, n))
        await show(pilot, exam, at)
        assert "no longer in the deck" in said(app, "prompt")
        await pilot.press("1", "n", "u")
        assert exam.current == at
        await pilot.press("enter")
        assert exam.current == at + 1


def _gone(exam: Exam, index: int) -> bool:
    exam.go_to(index)
    return exam.question is None


async def test_the_right_option_is_stored_as_right(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        at = places(exam, Kind.BLANK)[0]
        await show(pilot, exam, at)
        assert exam.question is not None
        await pilot.press(str(right_one(exam.question.options) + 1), "e", "y")
        await settle(pilot)
    assert [each.correct for each in history.answers()] == [True]


@pytest.mark.parametrize(
    "screen", [ExamScreen, ExamMap, HandInScreen, ResultScreen, ReviewScreen, ExamsScreen]
)
def test_every_key_of_the_exams_screens_can_be_changed(screen: type[Screen[object]]) -> None:
    ids = [each.id for each in screen.__dict__["BINDINGS"] if isinstance(each, Binding)]
    assert len(set(ids)) == len(screen.__dict__["BINDINGS"])
    assert {owner(str(id_).partition(".")[0]) for id_ in ids} == {screen}
