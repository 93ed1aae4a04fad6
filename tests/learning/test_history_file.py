"""The history file: what it refuses, what it keeps, and that it keeps it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock
from tests.learning.histories import answer
from trainer.errors import HistoryError
from trainer.learning import history as history_module
from trainer.learning.answers import Step
from trainer.learning.history import APPLICATION, FILE, VERSION, History
from trainer.learning.schedule import Grade, Review


def test_the_file_is_made_with_its_folders_and_marked_as_ours(trainer_home: Path) -> None:
    History().close()
    with sqlite3.connect(trainer_home / FILE) as plain:
        assert plain.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert plain.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_answers_and_cards_are_there_after_opening_again(history: History, clock: Clock) -> None:
    history.record(answer(clock()))
    history.record(answer(clock(), mutator=None, question="program", response="", grade=None))
    history.close()
    again = History()
    assert again.count() == 2
    [card] = again.cards()
    assert (card.mutator, card.last_item, card.last_snippet) == (
        "idea",
        "program/idea/1",
        "program",
    )
    assert card.due > clock() + timedelta(days=1)
    assert again.by_domain() == {"spark-ml": (2, 2)}
    assert again.last_question() == ("program", "program")
    again.close()


def test_an_original_leaves_no_card(history: History, clock: Clock) -> None:
    history.record(answer(clock(), mutator=None, question="program", grade=None))
    assert history.cards() == []
    assert list(history.last_seen(None)) == ["program"]


def test_an_answer_and_its_card_are_stored_together_or_not_at_all(
    history: History, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(card: str | None, grade: Grade, at: datetime) -> Review:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(history_module, "review", fails)
        with pytest.raises(HistoryError, match=r"full\. Free some space"):
            history.record(answer(clock()))
    assert history.count() == 0
    assert history.cards() == []
    history.record(answer(clock()))
    assert history.count() == 1


def test_a_step_is_added_to_its_answer(history: History, clock: Clock) -> None:
    first, second = answer(clock()), answer(clock())
    history.record(first)
    history.record(second)
    history.record_step(second.uid, "outcome", Step('TypeError: no "x"', False))
    history.record_step(second.uid, "fix", Step("y = 2", True))
    newest, oldest = history.answers()
    assert oldest == first
    assert newest.steps == {"outcome": Step('TypeError: no "x"', False), "fix": Step("y = 2", True)}


def test_an_answer_that_is_taken_back_leaves_card_and_counts_as_before(
    history: History, clock: Clock
) -> None:
    history.record(answer(clock()))
    clock.pass_(minutes=20)
    before = history.cards(), history.by_domain(), history.last_seen("idea")
    wrong = answer(clock(), correct=False, grade=Grade.AGAIN, question="program/idea/2")
    history.record(wrong)
    assert history.cards() != before[0]
    history.take_back(wrong.uid)
    assert (history.cards(), history.by_domain(), history.last_seen("idea")) == before
    history.take_back(wrong.uid)
    assert history.count() == 1


def test_answers_are_counted_since_a_time(history: History, clock: Clock) -> None:
    history.record(answer(clock()))
    clock.pass_(hours=2)
    since = clock()
    history.record(answer(clock()))
    assert (history.count(since), history.count()) == (1, 2)


@pytest.mark.parametrize("content", [b"these are my notes, not a database", b"x" * 5000])
def test_a_file_that_is_not_sqlite_is_refused_and_left_alone(
    trainer_home: Path, content: bytes
) -> None:
    trainer_home.mkdir()
    path = trainer_home / FILE
    path.write_bytes(content)
    with pytest.raises(HistoryError, match=r"history\.db: is not the trainer's history.*TRAINER"):
        History()
    assert path.read_bytes() == content
    assert list(trainer_home.iterdir()) == [path]


def test_the_database_of_another_program_is_refused_and_left_alone(trainer_home: Path) -> None:
    trainer_home.mkdir()
    path = trainer_home / FILE
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="another program"):
        History()
    assert path.read_bytes() == before


def test_a_history_of_a_newer_trainer_is_refused_and_left_alone(trainer_home: Path) -> None:
    History().close()
    path = trainer_home / FILE
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="newer trainer"):
        History()
    assert path.read_bytes() == before


def test_a_history_cut_in_half_is_an_error_and_not_a_crash(trainer_home: Path) -> None:
    History().close()
    path = trainer_home / FILE
    path.write_bytes(path.read_bytes()[:5000])
    before = path.read_bytes()
    with pytest.raises(HistoryError):
        History().cards()
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_history(trainer_home: Path) -> None:
    trainer_home.mkdir()
    (trainer_home / FILE).touch()
    opened = History()
    assert opened.count() == 0
    opened.close()


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(HistoryError, match="cannot be opened"):
        History()


def test_two_trainers_at_once_both_count(history: History, clock: Clock) -> None:
    other = History()
    for number in range(10):
        for each in (history, other):
            each.record(answer(clock(), question=f"program/idea/{number}"))
            clock.pass_(days=20)
    assert history.count() == other.count() == 20
    [card] = history.cards()
    assert card.due > clock(), "twenty good reviews in a row must count, not only one's own ten"
    assert history.cards() == other.cards()
    other.close()


def test_a_writer_that_holds_the_file_is_told_and_the_answer_can_be_given_again(
    trainer_home: Path, clock: Clock
) -> None:
    history = History(patience=0.01)
    with sqlite3.connect(trainer_home / FILE, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="Another trainer is writing"):
            history.record(answer(clock()))
        other.execute("ROLLBACK")
    other.close()
    history.record(answer(clock()))
    assert history.count() == 1
    history.close()


ANSWERING = """
import sys
from datetime import UTC, datetime
from trainer.learning.answers import Answer, Kind, new_uid
from trainer.learning.history import History
from trainer.learning.schedule import Grade

history = History()
for number in range(100_000):
    now = datetime.now(UTC)
    about = Kind.SPOT, f"p/i{number}/1", "p", f"i{number}", "spark-ml"
    history.record(Answer(new_uid(), now, *about, "1", True, 0, 1.0, Grade.GOOD))
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("accepted", [1, 7, 23])
def test_a_kill_loses_no_accepted_answer(trainer_home: Path, accepted: int) -> None:
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", ANSWERING],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root), "TRAINER_HOME": str(trainer_home)},
    )
    assert process.stdout is not None
    shown = [next(process.stdout) for _ in range(accepted)]
    process.send_signal(signal.SIGKILL)
    shown += list(process.stdout)
    process.wait()
    process.stdout.close()
    history = History()
    # The last one may have been stored before it could be shown.
    assert history.count() in (len(shown), len(shown) + 1)
    assert len(history.cards()) == history.count()
    history.close()
    with sqlite3.connect(trainer_home / FILE) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
