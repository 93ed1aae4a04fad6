"""The result's screens: verdict, sections, the list of questions, review, past exams."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.exams import QUESTIONS, answer_all, begin, places, settle
from tests.tui.reading import press_footer, rows, said
from trainer.learning.answers import Kind
from trainer.learning.exam import Exam
from trainer.learning.exam_result import ExamResult
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.screens.exam_result import ResultScreen
from trainer.tui.screens.exam_review import ReviewScreen
from trainer.tui.screens.exams import ExamsScreen
from trainer.tui.screens.home import HomeScreen

NARROW, WIDE = (80, 24), (160, 48)


@pytest.fixture
def app(make_app: MakeApp) -> TrainerApp:
    return make_app(drill=False)


def take(
    app: TrainerApp,
    history: History,
    clock: Clock,
    wrong: Sequence[int] = (),
    leave_out: Sequence[int] = (),
) -> tuple[Exam, ExamResult]:
    """An exam that was handed in after 80 seconds, all of them at question 3."""
    exam = begin(app, history, clock)
    answer_all(exam, wrong, leave_out)
    exam.go_to(2)
    exam.toggle_flag()
    exam.tick(clock())
    for _ in range(16):
        clock.pass_(seconds=5)
        exam.tick(clock())
    return exam, exam.hand_in(clock())


async def show(pilot: Pilot[None], result: ExamResult) -> None:
    """In the place of home, as after an exam."""
    assert isinstance(pilot.app, TrainerApp)
    await pilot.app.switch_screen(ResultScreen(result, pilot.app.bank))
    await settle(pilot)


def cells(app: TrainerApp, id_: str = "questions") -> list[list[str]]:
    table = app.screen.query_one(f"#{id_}", DataTable)
    return [[str(cell) for cell in table.get_row_at(n)] for n in range(table.row_count)]


@pytest.mark.parametrize(
    ("wrong", "verdict"),
    [
        (range(3), "✓ Passed: 8 of 11 right, 8 needed to pass (as the study guide says)."),
        (range(4), "✗ Not passed: 7 of 11 right, 8 needed to pass (as the study guide says)."),
    ],
)
async def test_the_verdict_says_whose_mark_was_passed_or_missed(
    app: TrainerApp, history: History, clock: Clock, wrong: range, verdict: str
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot, take(app, history, clock, wrong)[1])
        assert said(app, "verdict") == verdict


async def test_the_summary_tells_sections_time_ideas_and_seed(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        exam = begin(app, history, clock)
        missed = places(exam, Kind.BLANK)[0]
        exam.hand_in(clock())
        _, result = take(app, history, clock, [missed], [0])
        await show(pilot, result)
        report = said(app, "report")
        for section in result.sections:
            if section.asked:
                assert f"{section.right} of {section.asked}\n" in report
        assert "ML Workflows       ····················  not asked" in report
        assert "The deck has too few questions for this blueprint: 0 of 3 in ML Workflows" in report
        assert "01:20 of 22:00 used\n1 not answered\n01:20  question 3, " in report
        assert report.count("✗ 0 of ") == len(result.missed)
        assert "trainer exam --blueprint study-guide --seed 0" in report


async def test_at_80_columns_the_list_takes_the_place_of_the_summary(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot, take(app, history, clock)[1])
        assert not app.screen.query_one("#questions").region.area
        await press_footer(pilot, "Every question")
        assert app.screen.query_one("#questions").region.area
        assert not app.screen.query_one("#summary").region.area
        await press_footer(pilot, "Summary")
        assert app.screen.query_one("#summary").region.area


async def test_the_list_is_narrowed_to_what_was_missed_or_flagged(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await show(pilot, take(app, history, clock, [1], [4])[1])
        assert [row[1] for row in cells(app)] == [str(n + 1) for n in range(QUESTIONS)]
        await pilot.press("w")
        assert [(row[0], row[1]) for row in cells(app)] == [("✗", "2"), ("✗", "5")]
        assert cells(app)[1][4] == "not answered"
        await pilot.press("w")
        assert [(row[0], row[1], row[5], row[6]) for row in cells(app)] == [
            ("✓", "3", "01:20", "⚑")
        ]


@pytest.mark.parametrize("kind", [Kind.SPOT, Kind.BLANK, Kind.OUTCOME])
async def test_a_question_opens_with_its_reveal_and_what_was_answered(
    app: TrainerApp, history: History, clock: Clock, kind: Kind
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        begun = begin(app, history, clock)
        at = places(begun, kind)[0]
        begun.hand_in(clock())
        _, result = take(app, history, clock, [at])
        await show(pilot, result)
        await pilot.press("l", *["down"] * at, "enter")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        assert f"Question {at + 1} · " in said(app, "heading")
        assert "✗ Wrong · " in said(app, "said")
        assert "You answered " in said(app, "said")
        if kind is Kind.BLANK:
            assert "(yours)" in said(app, "above")
            assert "____1____" not in "".join(rows(app))
            assert any(row[4:5] == "✓" for row in rows(app))
        elif kind is Kind.OUTCOME:
            assert "You said\n" in said(app, "above")
        else:
            assert "nothing is wrong" in said(app, "said")
            assert any(row[4:5] == "✗" for row in rows(app))
        assert "The principle" in said(app, "more") or "What really happened" in said(app, "more")


async def test_the_review_goes_on_to_the_next_question_of_the_list(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot, take(app, history, clock, [1, 6], [9])[1])
        await pilot.press("l", "w", "enter")
        await settle(pilot)
        seen = []
        for _ in range(3):
            seen.append(said(app, "heading").split(" · ")[0])
            await pilot.press("right")
        assert seen == ["Question 2", "Question 7", "Question 10"]
        await pilot.press("left")
        assert "✗ Not answered" in said(app, "said")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ResultScreen)


async def test_what_was_missed_is_drilled(
    app: TrainerApp, history: History, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drilled: list[Sequence[str]] = []
    monkeypatch.setattr(TrainerApp, "drill_ideas", lambda self, ideas: drilled.append(ideas))
    async with app.run_test(size=NARROW) as pilot:
        _, result = take(app, history, clock, range(4))
        await show(pilot, result)
        await pilot.press("d")
    assert drilled == [result.missed]
    assert 0 < len(result.missed) <= 4


async def test_without_a_miss_there_is_nothing_to_drill(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot, take(app, history, clock)[1])
        assert "d" not in app.screen.active_bindings
        await pilot.press("d")
        assert isinstance(app.screen, ResultScreen)


async def test_escape_goes_home_after_an_exam(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await show(pilot, take(app, history, clock)[1])
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_past_exams_are_listed_the_newest_first_and_open_again(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        take(app, history, clock, range(11))
        clock.pass_(days=1)
        _, result = take(app, history, clock, [0])
        await show(pilot, result)
        await press_footer(pilot, "Past exams")
        await settle(pilot)
        assert [row[0] + row[2] for row in cells(app, "exams")] == ["✓10 of 11", "✗0 of 11"]
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "Not passed: 0 of 11" in said(app, "verdict")
        assert "p" not in app.screen.active_bindings
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ExamsScreen)


async def test_a_damaged_exam_does_not_hide_the_others(
    app: TrainerApp, history: History, clock: Clock
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        take(app, history, clock)
        damaged, _ = take(app, history, clock)
        with history.transaction() as connection:
            connection.execute("UPDATE exams SET state = '{' WHERE uid = ?", (damaged.uid,))
        app.push_screen(ExamsScreen(app.bank, history))
        await settle(pilot)
        assert len(cells(app, "exams")) == 1
        assert "1 past exam\n✗ " in said(app, "state")
        assert "cannot be read" in said(app, "state")


async def test_without_a_past_exam_the_list_says_so(app: TrainerApp, history: History) -> None:
    async with app.run_test(size=NARROW) as pilot:
        app.push_screen(ExamsScreen(app.bank, history))
        await settle(pilot)
        assert "Nothing was handed in yet." in said(app, "state")
        await pilot.press("enter")
        assert isinstance(app.screen, ExamsScreen)
