"""A history of the first version becomes one of the second, or stays what it is."""

from __future__ import annotations

import json
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.learning.histories import dump, make_version_1, start
from trainer.errors import HistoryError
from trainer.learning import backups as backups_module
from trainer.learning import history_file
from trainer.learning.answers import Kind, Step
from trainer.learning.backups import FOLDER, backups
from trainer.learning.history import VERSION, History
from trainer.learning.history_migration import _AWAY, _OVER, SCHEMA
from trainer.learning.repair import check_history
from trainer.learning.schedule import Grade

STATEMENTS = len(_AWAY) + len(SCHEMA) + len(_OVER)


class Failing(sqlite3.Connection):
    """Fails at the n-th statement that changes something."""

    left = 0

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
        if sql.split()[0] in ("DROP", "ALTER", "CREATE", "INSERT", "COMMIT") or "version =" in sql:
            type(self).left -= 1
            if type(self).left == 0:
                raise sqlite3.OperationalError("database or disk is full")
        return super().execute(sql, *values)


def failing(path: Path, patience: float = 2.0) -> sqlite3.Connection:
    return sqlite3.connect(
        path,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        factory=Failing,
    )


def test_answers_get_kind_response_grade_and_steps(trainer_home: Path) -> None:
    make_version_1(trainer_home)
    history = History()
    original, other, missed, found = history.answers()
    assert {each.kind for each in history.answers()} == {Kind.SPOT}
    assert [each.response for each in (found, missed, other, original)] == ["3", "", "2", ""]
    assert [each.grade for each in (found, missed, other, original)] == [
        Grade.GOOD,
        Grade.AGAIN,
        Grade.HARD,
        None,
    ]
    assert found.steps == {"outcome": Step("TypeError: x", False)}
    assert missed.steps == {}
    assert (found.seconds, found.exam, found.at.isoformat()) == (
        1.5,
        None,
        "2026-02-01T09:00:00+00:00",
    )
    history.close()


def test_cards_stay_as_they_are_and_count_their_answers(trainer_home: Path) -> None:
    path = make_version_1(trainer_home)
    with sqlite3.connect(path) as old:
        before = dict(old.execute("SELECT mutator, card FROM cards"))
    old.close()
    history = History()
    assert {card.mutator: card.card for card in history.cards()} == before
    counts = {card.mutator: (card.reviews, card.lapses) for card in history.cards()}
    assert counts == {"idea": (2, 1), "other": (1, 0)}
    history.close()
    assert check_history(path).repaired == 0


def test_copies_of_one_old_file_get_the_same_uids(tmp_path: Path) -> None:
    uids = []
    for name in ("one", "other"):
        history = History(make_version_1(tmp_path / name))
        uids.append([each.uid for each in history.answers()])
        history.close()
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 4


def test_the_old_file_is_kept_as_a_backup(trainer_home: Path) -> None:
    path = make_version_1(trainer_home)
    before = dump(path)
    History().close()
    [backup] = backups(path)
    assert backup.name.endswith("-before-migration.db")
    assert dump(backup) == before


@pytest.mark.parametrize("number", range(1, STATEMENTS + 2))
def test_a_failure_at_any_statement_leaves_the_old_file_whole(
    trainer_home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = make_version_1(trainer_home)
    before = dump(path)
    with monkeypatch.context() as patch:
        patch.setattr(history_file, "connect", failing)
        patch.setattr(Failing, "left", number)
        with pytest.raises(HistoryError, match=r"nothing was changed.*full\. Free some space"):
            History()
    assert dump(path) == before
    history = History()
    assert history.count() == 4
    history.close()


KILLED = """
import os, signal, sys
from trainer.learning import history_migration
from trainer.learning.history import History

left = int(sys.argv[1])

def count(sql):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

migrate = history_migration.migrate

def traced(path, connection):
    connection.set_trace_callback(count)
    migrate(path, connection)

history_migration.migrate = traced
History()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL")
@pytest.mark.parametrize("number", [3, 9, 15, STATEMENTS])
def test_a_kill_during_the_migration_leaves_a_whole_file(trainer_home: Path, number: int) -> None:
    path = make_version_1(trainer_home)
    before = dump(path)
    process = start(KILLED, trainer_home, str(number))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert dump(path) == before
    history = History()
    assert history.count() == 4
    history.close()
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()


def test_two_trainers_migrate_one_file_once(trainer_home: Path) -> None:
    path = make_version_1(trainer_home)
    go = "import sys; from trainer.learning.history import History; input()\n"
    go += "history = History(); print(history.count()); history.close()"
    both = [start(go, trainer_home) for _ in range(2)]
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = [each.communicate() for each in both]
    assert told == [("4\n", ""), ("4\n", "")]
    assert len(backups(path)) == 1


def test_without_a_backup_nothing_is_migrated(
    trainer_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_version_1(trainer_home)
    before = dump(path)
    (trainer_home / FOLDER).write_text("no folder")
    with pytest.raises(HistoryError, match=r"cannot be copied to .*backups before its migration"):
        History()
    assert dump(path) == before
    (trainer_home / FOLDER).unlink()

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups_module.os, "fsync", fails)
    with pytest.raises(HistoryError, match="No space left on device"):
        History()
    assert dump(path) == before
    assert list((trainer_home / FOLDER).iterdir()) == [], "no half backup stays behind"


def test_an_old_file_that_is_damaged_is_told_and_left_alone(trainer_home: Path) -> None:
    path = make_version_1(trainer_home)
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 2] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(HistoryError, match="trainer history check"):
        History()
    assert path.read_bytes() == content


def test_a_card_that_is_no_json_does_not_stop_a_migration(trainer_home: Path) -> None:
    path = make_version_1(trainer_home)
    with sqlite3.connect(path) as old:
        old.execute("UPDATE cards SET card = '{' WHERE mutator = 'idea'")
    old.close()
    assert check_history(path).cards_rebuilt == 1
    history = History()
    assert all(json.loads(card.card) for card in history.cards())
    history.close()
