"""The result of an exam: the score, what was missed, and all of it from the history alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.decks_for_tests import Clock
from tests.learning.exams import SMALL, answer_rightly, answer_wrongly, ticks
from trainer.decks.deck import Deck
from trainer.errors import HistoryError
from trainer.learning.answers import Kind
from trainer.learning.bank import Bank
from trainer.learning.exam import draw_exam
from trainer.learning.exam_draw import build_question
from trainer.learning.exam_result import ExamResult, result_of
from trainer.learning.exam_state import Place, Response, Spec, State, state_text
from trainer.learning.history import ExamRecord, History


@pytest.fixture
def sit(bank: Bank, history: History, clock: Clock) -> Callable[[int, int], ExamResult]:
    """Answers some questions rightly, then some wrongly, and hands in."""

    def sit_exam(right: int, wrong: int) -> ExamResult:
        exam = draw_exam(bank, SMALL, 1, history, clock)
        exam.tick(clock())
        for index in range(right + wrong):
            exam.go_to(index)
            ticks(exam, clock, index + 1)
            answer_rightly(exam) if index < right else answer_wrongly(exam)
        return exam.hand_in(clock())

    return sit_exam


@pytest.mark.parametrize(("right", "passed"), [(6, False), (7, True), (9, True)])
def test_seven_of_nine_pass_where_70_per_cent_are_needed(
    sit: Callable[[int, int], ExamResult], right: int, passed: bool
) -> None:
    result = sit(right, 9 - right)
    assert (result.score, result.questions, result.needed) == (right, 9, 7)
    assert result.passed == passed
    assert result.share == right / 9


def test_what_was_not_answered_counts_as_wrong(sit: Callable[[int, int], ExamResult]) -> None:
    result = sit(3, 2)
    assert (result.score, result.questions, result.unanswered) == (3, 9, 4)
    assert [each.answered for each in result.answers] == [True] * 5 + [False] * 4
    assert [each.correct for each in result.answers] == [True] * 3 + [False] * 6


def test_sections_and_ideas_add_up_to_the_score(sit: Callable[[int, int], ExamResult]) -> None:
    result = sit(4, 3)
    assert [(each.id, each.name, each.wanted) for each in result.sections] == [
        ("spark", "Spark ML", 6),
        ("tracking", "Tracking", 3),
    ]
    assert sum(each.right for each in result.sections) == 4
    assert sum(each.asked for each in result.sections) == 9
    for section in result.sections:
        own = [each for each in result.answers if each.section == section.id]
        assert (section.asked, section.right) == (len(own), sum(each.correct for each in own))
    originals = [each for each in result.answers if each.idea is None]
    assert sum(each.asked for each in result.ideas) == 9 - len(originals)
    assert sum(each.right for each in result.ideas) == 4 - sum(e.correct for e in originals)


def test_what_was_missed_is_told_by_idea_the_most_missed_first(
    sit: Callable[[int, int], ExamResult],
) -> None:
    result = sit(4, 2)
    missed = {each.idea for each in result.answers if each.idea and not each.correct}
    assert set(result.missed) == missed
    assert len(result.missed) == len(missed)
    misses = [idea.asked - idea.right for idea in result.ideas]
    assert misses == sorted(misses, reverse=True)


def test_an_idea_that_was_right_once_and_wrong_once_was_missed(clock: Clock) -> None:
    def place(idea: str, correct: bool) -> Place:
        spec = Spec(f"s/{idea}/1", Kind.SPOT, 1, "spark", "s", "spark-ml", idea)
        return Place(spec, Response("3", correct, Kind.SPOT, clock()))

    places = place("a", True), place("b", True), place("b", False), place("c", True)
    record = ExamRecord("exam", clock(), clock(), state_text(State(SMALL, 1, 1080, places)))
    result = result_of(record)
    assert [(idea.id, idea.right, idea.asked) for idea in result.ideas] == [
        ("b", 1, 2),
        ("a", 1, 1),
        ("c", 1, 1),
    ]
    assert result.missed == ("b",)


def test_time_is_told_by_question_and_for_the_whole(
    sit: Callable[[int, int], ExamResult],
) -> None:
    result = sit(2, 1)
    assert [each.seconds for each in result.answers] == [1, 2, 3, 0, 0, 0, 0, 0, 0]
    assert (result.seconds, result.allowed) == (6, 1080)


def test_the_result_of_an_exam_long_past_needs_no_deck(
    sit: Callable[[int, int], ExamResult], deck: Deck, history: History, clock: Clock
) -> None:
    result = sit(5, 4)
    shutil.rmtree(deck.root)
    [record] = history.exams()
    assert result_of(record) == result
    assert (result.title, result.seed, result.ended) == ("A small exam", 1, clock())


def test_each_question_can_be_shown_again(
    sit: Callable[[int, int], ExamResult], bank: Bank
) -> None:
    for each in sit(5, 4).answers:
        question = build_question(bank, each.spec)
        assert question is not None
        assert (question.key, question.kind, question.mutator) == (each.key, each.kind, each.idea)


def test_a_flag_is_still_there_in_the_result(bank: Bank, history: History, clock: Clock) -> None:
    exam = draw_exam(bank, SMALL, 1, history, clock)
    exam.go_to(3)
    exam.toggle_flag()
    assert [each.flagged for each in exam.hand_in(clock()).answers] == [n == 3 for n in range(9)]


def test_the_result_says_where_the_deck_had_too_little(
    bank: Bank, history: History, clock: Clock
) -> None:
    spark, tracking = SMALL.sections
    sections = (replace(spark, weight=1), replace(tracking, weight=5))
    exam = draw_exam(bank, replace(SMALL, sections=sections), 1, history, clock)
    result = exam.hand_in(clock())
    assert result.questions == 9
    few, many = result.sections[1], result.sections[0]
    assert (few.wanted, many.wanted) == (7, 2)
    assert few.asked in (3, 4), "three ideas, and an original where it is drawn"
    assert few.asked + many.asked == 9


def test_a_result_that_is_damaged_is_told(
    sit: Callable[[int, int], ExamResult], history: History
) -> None:
    sit(1, 0)
    [record] = history.exams()
    values = json.loads(record.state)
    del values["places"][0]["key"]
    with pytest.raises(HistoryError, match="cannot be read"):
        result_of(replace(record, state=json.dumps(values)))
