"""Nothing of an exam is lost: kills at any moment, and two trainers on one exam."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock
from tests.learning.exams import SMALL, answer_rightly, answer_wrongly, ticks
from tests.learning.histories import start
from trainer.errors import HistoryError
from trainer.learning.bank import Bank
from trainer.learning.exam import Exam, draw_exam, open_exam
from trainer.learning.exam_result import result_of
from trainer.learning.exam_state import open_exams, read_state, stored_exam
from trainer.learning.history import FILE, History
from trainer.learning.repair import check_history

KILLS = int(os.environ.get("TRAINER_KILLS", "12"))
"""How often a session is killed; by hand also hundreds of times."""

SESSION = """
import json, random, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tests.learning.exams import SMALL
from trainer.decks.deck import Deck
from trainer.learning.bank import read_bank
from trainer.learning.exam import draw_exam, open_exam
from trainer.learning.history import History

bank = read_bank(Deck(Path(sys.argv[1])))
rng = random.Random(int(sys.argv[2]))
now = datetime(2026, 3, 2, 9, tzinfo=UTC)
tell = lambda *what: print(json.dumps(what), flush=True)
tell("begin")
history = History()
clock = lambda: now
exam = open_exam(bank, history, clock)
while True:
    if exam is None:
        exam = draw_exam(bank, SMALL, rng.randrange(100), history, clock)
    tell("open", exam.uid)
    while exam is not None:
        doings = ["tick", "go", "answer", "clear", "flag", "end"]
        [what] = rng.choices(doings, [9, 3, 4, 1, 1, 0.2])
        if what == "tick":
            now += timedelta(seconds=1)
            exam.tick(now)
            tell("left", exam.seconds_left(now))
        elif what == "go":
            exam.go_to(rng.randrange(exam.numbers))
            tell("at", exam.current)
        elif what == "answer":
            if exam.question.kind == "spot":
                exam.answer_line(rng.choice([None, 1, 2, 3]))
            else:
                exam.choose(rng.randrange(len(exam.question.options)))
            tell("answered", exam.current, exam.response)
        elif what == "clear":
            exam.clear()
            tell("answered", exam.current, None)
        elif what == "flag":
            exam.toggle_flag()
            tell("flagged", exam.flagged)
        else:
            tell("ending", exam.uid)
            result = exam.hand_in(now)
            tell("ended", exam.uid)
            exam = None
"""


class Shown:
    """What a learner saw of the exam on screen, line by line."""

    def __init__(self) -> None:
        self.uid = ""
        self.responses: dict[int, object] = {}
        self.flagged: list[int] = []
        self.current = 0
        self.left: float | None = None
        self.ending = ""
        self.ended: set[str] = set()

    def see(self, what: str, *values: object) -> None:
        match what, values:
            case "open", (str(uid),) if uid != self.uid:
                self.uid, self.responses, self.flagged = uid, {}, []
                self.current, self.left = 0, None
            case "left", (float(left),):
                self.left = left
            case "at", (int(index),):
                self.current = index
            case "answered", (int(index), response):
                self.responses[index] = response
            case "flagged", (list(flagged),):
                self.flagged = flagged
            case "ending", (str(uid),):
                self.ending = uid
            case "ended", (str(uid),):
                self.ended.add(uid)


def look(shown: Shown, exam: Exam, clock: Clock) -> list[str]:
    """How an exam differs from what was shown of it; takes the exam as what is shown now."""
    differs = []
    current = exam.current
    if current != shown.current:
        differs.append("current")
    if exam.flagged != shown.flagged:
        differs.append("flagged")
    if shown.left is not None:
        assert exam.seconds_left(clock()) - shown.left <= 5
    shown.flagged, shown.current = exam.flagged, current
    shown.left = exam.seconds_left(clock())
    for index in range(exam.numbers):
        exam.go_to(index)
        if exam.response != shown.responses.get(index):
            differs.append("response")
        shown.responses[index] = exam.response
    exam.go_to(current)
    return differs


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_kills_at_random_moments_lose_no_answer_and_five_seconds_at_most(
    tmp_path: Path, bank: Bank, trainer_home: Path, clock: Clock
) -> None:
    rng = random.Random(os.environ.get("TRAINER_KILLS_SEED", "1"))
    shown, writes = Shown(), 0
    for number in range(KILLS):
        process = start(SESSION, trainer_home, str(tmp_path / "deck"), str(number))
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline() for _ in range(rng.choice([1, 2, rng.randrange(3, 90)]))]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
        assert process.stderr.read() == ""
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
        for line in lines:
            shown.see(*json.loads(line))
        writes += len(lines)
        history = History()
        found = [record.uid for record, _ in open_exams(history)]
        assert len(found) <= 1
        # What could not be shown any more may have been stored: that it ended, or that one began.
        assert not shown.ended & set(found)
        if found != [shown.uid] and shown.uid and shown.uid not in shown.ended:
            assert found == []
            assert shown.ending == shown.uid
        if found:
            exam = open_exam(bank, history, clock)
            assert exam is not None
            if exam.uid != shown.uid:
                shown.see("open", exam.uid)
            assert len(look(shown, exam, clock)) <= 1
        for record in history.exams():
            if record.ended is not None:
                given = [each for each in result_of(record).answers if each.answered]
                stored = history.answers(exam=record.uid)
                assert {each.question for each in stored} == {each.key for each in given}
                assert len(stored) == len(given)
        history.close()
        assert check_history(trainer_home / FILE).repaired == 0
    # Shown where the test is run by hand, with -s.
    sys.stdout.write(f"{KILLS} kills, {writes} writes shown, {len(shown.ended)} exams handed in\n")


@pytest.fixture
def other(history: History) -> History:
    """Another trainer's history: the same file, opened again."""
    return History(history.path)


def test_who_opens_an_exam_last_goes_on_with_it(
    bank: Bank, history: History, other: History, clock: Clock
) -> None:
    first = draw_exam(bank, SMALL, 1, history, clock)
    answer_rightly(first)
    second = open_exam(bank, other, clock)
    assert second is not None
    assert second.response == first.response
    second.go_to(1)
    answer_wrongly(second)
    for change in (
        first.clear,
        first.toggle_flag,
        lambda: first.go_to(4),
        lambda: first.hand_in(clock()),
    ):
        with pytest.raises(HistoryError, match="opened in another trainer"):
            change()
    stored = stored_exam(history, first.uid)
    assert stored is not None
    places = read_state(stored).places
    assert [place.response is not None for place in places] == [True, True] + [False] * 7
    assert not any(place.flagged for place in places)
    other.close()


def test_the_clock_of_a_trainer_that_lost_the_exam_is_not_kept(
    bank: Bank, history: History, other: History, clock: Clock
) -> None:
    first = draw_exam(bank, SMALL, 1, history, clock)
    first.tick(clock())
    second = open_exam(bank, other, clock)
    assert second is not None
    with pytest.raises(HistoryError, match="opened in another trainer"):
        ticks(first, clock, 4)
    stored = stored_exam(history, first.uid)
    assert stored is not None
    assert read_state(stored).seconds == 0
    other.close()


def test_an_exam_that_was_handed_in_elsewhere_stays_as_it_ended(
    bank: Bank, history: History, other: History, clock: Clock
) -> None:
    first = draw_exam(bank, SMALL, 1, history, clock)
    second = open_exam(bank, other, clock)
    assert second is not None
    for index in range(3):
        second.go_to(index)
        answer_rightly(second)
    result = second.hand_in(clock())
    before = history.exams(), history.answers(), history.cards()
    with pytest.raises(HistoryError, match="handed in by another trainer"):
        first.toggle_flag()
    clock.pass_(minutes=5)
    assert first.hand_in(clock()) == result
    assert result.score == 3
    assert (history.exams(), history.answers(), history.cards()) == before
    assert open_exam(bank, history, clock) is None
    other.close()


def test_answers_that_are_handed_in_twice_are_there_once(
    bank: Bank, history: History, clock: Clock
) -> None:
    exam = draw_exam(bank, SMALL, 1, history, clock)
    for index in range(exam.numbers):
        exam.go_to(index)
        answer_rightly(exam)
    result = exam.hand_in(clock())
    # As if another had looked, just before, whether it had ended.
    with sqlite3.connect(history.path) as plain:
        plain.execute("UPDATE exams SET ended = NULL")
    again = open_exam(bank, history, clock)
    assert again is not None
    assert again.hand_in(clock()) == result
    assert sorted(each.question for each in history.answers()) == sorted(
        each.key for each in result.answers
    )
    reviews = {card.mutator: card.reviews for card in history.cards()}
    assert reviews == {idea.id: idea.asked for idea in result.ideas}


def test_a_hand_in_that_fails_leaves_the_exam_open_with_no_answer_stored(
    bank: Bank, history: History, clock: Clock
) -> None:
    exam = draw_exam(bank, SMALL, 1, history, clock)
    for index in range(3):
        exam.go_to(index)
        answer_rightly(exam)
    with sqlite3.connect(history.path) as plain:
        plain.execute(
            "CREATE TRIGGER full BEFORE INSERT ON answers WHEN (SELECT COUNT(*) FROM answers) = 2"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    with pytest.raises(HistoryError, match="Free some space"):
        exam.hand_in(clock())
    assert history.answers() == []
    assert [record.uid for record, _ in open_exams(history)] == [exam.uid]
    with sqlite3.connect(history.path) as plain:
        plain.execute("DROP TRIGGER full")
    assert exam.hand_in(clock()).score == 3
    assert history.count() == 3
