"""The check: what it finds, how it repairs it, and what it says where it cannot."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock
from tests.learning.histories import answer, dump, make_version_1
from trainer.errors import HistoryError
from trainer.learning.answers import Kind, Step
from trainer.learning.backups import backups
from trainer.learning.history import FILE, ExamRecord, History
from trainer.learning.repair import check_history
from trainer.learning.schedule import Grade


@pytest.fixture
def path(history: History, clock: Clock) -> Path:
    """A closed history of six answers on two ideas, one to an original, and an exam."""
    for number in range(6):
        idea = f"idea-{number % 2}"
        right = number != 3
        history.record(
            answer(
                clock(),
                uid=f"{number:032x}",
                mutator=idea,
                question=f"p/{idea}/{number}",
                correct=right,
                grade=Grade.GOOD if right else Grade.AGAIN,
            )
        )
        clock.pass_(days=1)
    history.record(answer(clock(), uid="f" * 32, mutator=None, grade=None, question="program"))
    history.save_exam(ExamRecord("exam", clock(), None, '{"answered": 1}'))
    history.close()
    for backup in backups(history.path):
        backup.unlink()
    return history.path


def change(path: Path, *statements: str) -> None:
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        assert plain.execute(statement).rowcount != 0, statement
    plain.close()


def test_a_sound_history_is_left_alone(path: Path, clock: Clock) -> None:
    before = dump(path)
    report = check_history(path, clock())
    assert (report.answers, report.cards, report.exams) == (7, 2, 1)
    assert (report.repaired, report.backup) == (0, None)
    assert dump(path) == before
    assert backups(path) == []


@pytest.mark.parametrize(
    "damage",
    [
        "card = '{'",
        "card = json_set(card, '$.stability', 99.5)",
        "card = json_set(card, '$.stability', NULL)",
        "due = 'soon'",
        "due = '2031-01-01T00:00:00.000+00:00'",
        "reviews = 2",
        "lapses = 7",
        "last_item = 'p/idea-0/0'",
        "card = x'ff00'",
    ],
)
def test_a_card_that_does_not_fit_its_answers_is_made_anew(
    path: Path, clock: Clock, damage: str
) -> None:
    before = dump(path)
    change(path, f"UPDATE cards SET {damage} WHERE mutator = 'idea-0'")
    damaged = dump(path)
    report = check_history(path, clock())
    assert (report.cards_rebuilt, report.repaired) == (1, 1)
    assert dump(path) == before
    assert report.backup is not None
    assert dump(report.backup) == damaged


def test_a_card_that_is_missing_comes_back_and_one_without_answers_goes(
    path: Path, clock: Clock
) -> None:
    before = dump(path)
    change(
        path,
        "DELETE FROM cards WHERE mutator = 'idea-0'",
        "INSERT INTO cards SELECT 'ghost', card, due, '', '', 1, 0 FROM cards",
    )
    assert check_history(path, clock()).cards_rebuilt == 2
    assert dump(path) == before


@pytest.mark.parametrize(
    ("damage", "field", "value"),
    [
        ("kind = 'guess'", "kind", Kind.SPOT),
        ("kind = 'guess', response = 'it runs'", "kind", Kind.OUTCOME),
        ("correct = 5", "correct", False),
        ("hints = -3", "hints", 0),
        ("hints = 'many'", "hints", 0),
        ("seconds = -1.5", "seconds", 0.0),
        ("seconds = 9e999", "seconds", 0.0),
        ("grade = 'Perfect'", "grade", Grade.GOOD),
        ("steps = 'none'", "steps", {}),
        (
            """steps = '{"outcome": ["x", true], "fix": 3}'""",
            "steps",
            {"outcome": Step("x", True)},
        ),
        ("response = x'c3bc'", "response", "ü"),
        ("question = ''", "question", "unknown"),
    ],
)
def test_a_value_that_cannot_be_is_replaced_and_the_answer_kept(
    path: Path, clock: Clock, damage: str, field: str, value: object
) -> None:
    uid = f"{2:032x}"
    change(path, f"UPDATE answers SET {damage} WHERE uid = '{uid}'")
    report = check_history(path, clock())
    assert (report.answers_repaired, report.indexes_rebuilt) == (1, False)
    history = History(path)
    [repaired] = [each for each in history.answers() if each.uid == uid]
    assert getattr(repaired, field) == value
    assert history.count() == 7
    history.close()
    assert check_history(path, clock()).repaired == 0


@pytest.mark.parametrize("at", ["noon", "2026-03-04", "2099-01-01T00:00:00.000+00:00", ""])
def test_a_time_that_cannot_be_becomes_that_of_the_answer_before(
    path: Path, clock: Clock, at: str
) -> None:
    change(path, f"UPDATE answers SET at = '{at}' WHERE uid = '{4:032x}'")
    report = check_history(path, clock())
    assert (report.answers_repaired, report.cards_rebuilt) == (1, 1)
    history = History(path)
    times = {each.uid: each.at for each in history.answers()}
    assert times[f"{4:032x}"] == times[f"{3:032x}"]
    assert all(card.due < clock() + timedelta(days=100) for card in history.cards())
    history.close()


def test_answers_that_were_taken_back_go_again(path: Path, clock: Clock) -> None:
    change(path, f"INSERT INTO withdrawn VALUES ('{5:032x}')")
    report = check_history(path, clock())
    assert (report.answers_withdrawn, report.cards_rebuilt) == (1, 1)


@pytest.mark.parametrize("damage", ["state = '{'", "state = '3'", "began = 'noon'", "ended = '1'"])
def test_an_exam_nobody_can_read_goes_and_its_answers_stay(
    path: Path, clock: Clock, damage: str
) -> None:
    change(path, f"UPDATE exams SET {damage}", "UPDATE answers SET exam = 'exam'")
    assert check_history(path, clock()).exams_removed == 1
    history = History(path)
    assert (history.exams(), history.count()) == ([], 7)
    history.close()


def test_an_index_that_lacks_rows_is_made_anew(path: Path, clock: Clock) -> None:
    before = dump(path)
    plain = sqlite3.connect(path, isolation_level=None)
    root = plain.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'answers_by_time'"
    ).fetchone()[0]
    size = plain.execute("PRAGMA page_size").fetchone()[0]
    plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    content = bytearray(path.read_bytes())
    # An index page (leaf, type 10) without cells.
    content[(root - 1) * size : root * size] = bytes(
        [10, 0, 0, 0, 0, *size.to_bytes(2, "big"), 0]
    ) + bytes(size - 8)
    path.write_bytes(content)
    report = check_history(path, clock())
    assert report.indexes_rebuilt
    assert dump(path) == before
    assert not check_history(path, clock()).indexes_rebuilt


def test_an_old_file_is_migrated_and_checked(trainer_home: Path) -> None:
    path = make_version_1(trainer_home)
    report = check_history(path)
    assert (report.answers, report.repaired) == (4, 0)


@pytest.mark.parametrize("damage", ["cut", "overwritten", "notes", "no table"])
def test_a_file_beyond_repair_names_the_newest_good_backup_and_how_to_put_it_back(
    history: History, clock: Clock, damage: str
) -> None:
    for _ in range(60):
        history.record(answer(clock()))
        clock.pass_(minutes=1)
    history.close()
    path = history.path
    [good] = backups(path)
    newer = good.with_name("history-2026-04-01.db")
    newer.write_bytes(b"SQLite format 3\0 and then nothing")
    content = path.read_bytes()
    if damage == "no table":
        change(path, "DROP TABLE cards")
    else:
        path.write_bytes(
            {
                "cut": content[: len(content) // 2],
                "overwritten": content[:4096] + b"\xff" * (len(content) - 4096),
                "notes": b"these are my notes",
            }[damage]
        )
    before = path.read_bytes()
    with pytest.raises(HistoryError) as caught:
        check_history(path, clock())
    message = str(caught.value)
    assert f"The newest good backup is {good}" in message
    assert f"copy the backup to {path}" in message
    assert "history.db-wal" in message
    assert path.read_bytes() == before
    # As the message says:
    path.unlink()
    path.write_bytes(good.read_bytes())
    again = History(path)
    assert again.count() >= 1
    again.close()


def test_without_a_backup_the_message_says_how_to_begin_anew(trainer_home: Path) -> None:
    trainer_home.mkdir()
    path = trainer_home / FILE
    with pytest.raises(HistoryError, match="there is no history"):
        check_history(path)
    assert not path.exists()
    path.write_bytes(b"these are my notes")
    with pytest.raises(HistoryError, match=r"no good backup.*move it away"):
        check_history(path)


def test_a_check_waits_for_no_other_trainer_forever(path: Path, clock: Clock) -> None:
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="Another trainer is writing"):
            check_history(path, clock())
        other.execute("ROLLBACK")
    other.close()
