"""Backups: when one is made, which are kept, and that they never stand in the way."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from tests.decks_for_tests import Clock
from tests.learning.histories import answer, dump
from trainer.errors import HistoryError
from trainer.learning import backups as backups_module
from trainer.learning.backups import FOLDER, back_up, back_up_daily, backups, newest_good
from trainer.learning.history import FILE, History


def test_the_first_answer_of_a_day_makes_one_backup(
    history: History, clock: Clock, trainer_home: Path
) -> None:
    assert backups(history.path) == []
    for _ in range(3):
        for _ in range(4):
            history.record(answer(clock()))
            clock.pass_(minutes=5)
        clock.pass_(days=1)
    history.close()
    names = [each.name for each in backups(history.path)]
    assert names == [f"history-2026-03-0{day}.db" for day in (4, 3, 2)]
    assert {each.name for each in (trainer_home / FOLDER).iterdir()} == set(names)
    opened = History(backups(history.path)[0])
    assert opened.count() >= 9
    opened.close()


def test_a_second_session_of_the_day_makes_none(history: History, clock: Clock) -> None:
    history.record(answer(clock()))
    history.close()
    [backup] = backups(history.path)
    before = backup.stat().st_mtime_ns
    again = History()
    again.record(answer(clock()))
    again.close()
    assert backups(history.path) == [backup]
    assert backup.stat().st_mtime_ns == before


def test_seven_days_eight_weeks_and_twelve_months_are_kept(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups_module.os, "fsync", lambda _: None)
    day = date(2024, 1, 1)
    for number in range(450):
        back_up_daily(history.path, day + timedelta(days=number))
    days = [date.fromisoformat(each.stem[-10:]) for each in backups(history.path)]
    last = day + timedelta(days=449)
    assert days[:7] == [last - timedelta(days=number) for number in range(7)]
    weeks = Counter(each.isocalendar()[:2] for each in days[7:])
    months = Counter((each.year, each.month) for each in days[7:])
    assert len(weeks) >= 8
    assert 12 <= len(months) <= 13
    assert len(days) <= 7 + 8 + 12
    assert last - days[-1] > timedelta(days=300)


def test_a_clock_that_was_wrong_once_pushes_no_good_backup_out(history: History) -> None:
    good = [date(2026, 3, number) for number in range(1, 7)]
    for day in (*good, date(2099, 1, 1), date(1999, 1, 1)):
        back_up_daily(history.path, day)
    kept = {each.stem[-10:] for each in backups(history.path)}
    assert {day.isoformat() for day in good} <= kept


def test_the_last_five_before_a_change_are_kept_beside_those_of_days(history: History) -> None:
    back_up_daily(history.path, date(2026, 3, 1))
    made = []
    for number in range(8):
        made.append(back_up(history.path, "import"))
        # Two within a millisecond would be one.
        made[-1] = made[-1].rename(
            made[-1].with_name(f"history-2026-03-02-00000000{number}-before-import.db")
        )
    back_up(history.path, "repair")
    names = [each.name for each in backups(history.path)]
    assert len(names) == 6
    assert names[0].endswith("-before-repair.db")
    assert names[-1] == "history-2026-03-01.db"


def test_a_backup_that_fails_stops_no_answer(
    history: History, clock: Clock, trainer_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups_module.os, "fsync", fails)
    history.record(answer(clock()))
    history.close()
    assert list((trainer_home / FOLDER).iterdir()) == []
    monkeypatch.undo()
    monkeypatch.setenv("TRAINER_HOME", str(trainer_home))
    again = History()
    again.record(answer(clock()))
    again.close()
    assert len(backups(history.path)) == 1, "the next session tries again"


def test_a_machine_without_a_thread_to_spare_stops_no_answer(
    history: History, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", fails)
    history.record(answer(clock()))
    history.close()
    assert backups(history.path) == []


def test_a_disk_that_is_nearly_full_is_left_to_the_answers(
    history: History, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = SimpleNamespace(free=1_000_000)
    monkeypatch.setattr(backups_module.shutil, "disk_usage", lambda _: little)
    history.record(answer(clock()))
    history.close()
    assert backups(history.path) == []


def test_a_file_in_place_of_the_folder_stops_no_answer(
    history: History, clock: Clock, trainer_home: Path
) -> None:
    (trainer_home / FOLDER).write_text("mine")
    history.record(answer(clock()))
    history.close()
    assert (trainer_home / FOLDER).read_text() == "mine"
    with pytest.raises(HistoryError, match="cannot be copied"):
        back_up(history.path, "import")


def test_half_backups_of_killed_trainers_go_and_files_of_others_stay(
    history: History, trainer_home: Path
) -> None:
    folder = trainer_home / FOLDER
    folder.mkdir()
    old, fresh = (folder / f"history-2026-03-0{day}.db.7.part" for day in (1, 2))
    mine = folder / "notes.db"
    for file in (old, fresh, mine):
        file.write_bytes(b"x")
    os.utime(old, (0, 0))
    back_up_daily(history.path, date(2026, 3, 3))
    assert {each.name for each in folder.iterdir()} == {
        fresh.name,
        mine.name,
        "history-2026-03-03.db",
    }


def test_a_damaged_history_makes_no_backup(
    history: History, clock: Clock, trainer_home: Path
) -> None:
    for _ in range(50):
        history.record(answer(clock()))
    history.close()
    path = trainer_home / FILE
    [whole] = backups(path)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    back_up_daily(path, date(2026, 4, 1))
    assert backups(path) == [whole]


def test_the_newest_good_backup_is_whole_and_ours(history: History, trainer_home: Path) -> None:
    path = trainer_home / FILE
    assert newest_good(path) is None
    back_up_daily(path, date(2026, 3, 1))
    for day, content in ((2, b""), (3, b"notes"), (4, path.read_bytes()[:5000])):
        (trainer_home / FOLDER / f"history-2026-03-0{day}.db").write_bytes(content)
    with sqlite3.connect(trainer_home / FOLDER / "history-2026-03-05.db") as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    found = newest_good(path)
    assert found is not None
    assert found.name == "history-2026-03-01.db"
    assert dump(found) == dump(path)
