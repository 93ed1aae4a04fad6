"""Exams over the small deck: eleven questions, and screens that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.pilot import Pilot

from tests.decks_for_tests import Clock
from tests.tui.reading import rows
from trainer.learning.answers import Kind
from trainer.learning.blueprints import read_blueprint
from trainer.learning.exam import Exam, draw_exam
from trainer.learning.history import History
from trainer.learning.questions import right_one
from trainer.tui.app import TrainerApp
from trainer.tui.screens.exam import ExamScreen
from trainer.tui.widgets.exam_bar import ExamBar
from trainer.tui.widgets.exam_question import CHOSEN

QUESTIONS = 11
"""All that the small deck gives."""


def begin(app: TrainerApp, history: History, clock: Clock, minutes: int = 22) -> Exam:
    blueprint = replace(read_blueprint("study-guide"), questions=QUESTIONS, minutes=minutes)
    exam = draw_exam(app.bank, blueprint, 0, history, clock)
    assert exam.numbers == QUESTIONS
    return exam


async def show(pilot: Pilot[None], exam: Exam, at: int = 0) -> ExamScreen:
    """Shows an exam in the place of home, at a question."""
    app = pilot.app
    assert isinstance(app, TrainerApp)
    exam.go_to(at)
    screen = ExamScreen(exam, app.bank, app.history, app.clock)
    await app.switch_screen(screen)
    await settle(pilot)
    return screen


async def settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()


def places(exam: Exam, kind: Kind) -> list[int]:
    """The indexes of the questions of a kind."""
    found, here = [], exam.current
    for index in range(exam.numbers):
        exam.go_to(index)
        if exam.question is not None and exam.question.kind is kind:
            found.append(index)
    exam.go_to(here)
    return found


def answer(exam: Exam, index: int, right: bool = True) -> None:
    exam.go_to(index)
    question = exam.question
    assert question is not None
    if question.kind is not Kind.SPOT:
        exam.choose((right_one(question.options) + (not right)) % len(question.options))
    elif right:
        exam.answer_line(None if question.is_original else question.answer_lines.start)
    else:
        exam.answer_line(1 if question.is_original else None)


def answer_all(exam: Exam, wrong: Sequence[int] = (), leave_out: Sequence[int] = ()) -> None:
    for index in range(exam.numbers):
        if index not in leave_out:
            answer(exam, index, right=index not in wrong)


def pass_time(clock: Clock, screen: ExamScreen, seconds: int) -> None:
    """Lets time pass as it does on screen, five seconds a tick."""
    for _ in range(seconds // 5):
        clock.pass_(seconds=5)
        screen.tick()


def top_line(app: TrainerApp) -> str:
    return app.screen.query_one(ExamBar).render().plain


def chosen_rows(app: TrainerApp, id_: str) -> list[str]:
    """Cursor, number and mark of the rows of a list that are marked as chosen."""
    return [row[:5] for row in rows(app, id_) if row[4:5] == CHOSEN]
