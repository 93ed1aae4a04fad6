"""Looks through a history for what cannot be, and repairs it, all or nothing, after a backup."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from trainer.errors import HistoryError
from trainer.learning.backups import back_up, newest_good
from trainer.learning.history import CardRecord, History, card_from_answers, rebuild_card
from trainer.learning.history_file import MAGIC, connect, failure
from trainer.learning.history_rows import CARD, DAMAGED, EXAM, card_of, exam_of
from trainer.learning.repair_answers import repaired_answers

_AHEAD = timedelta(days=1)
"""Answers dated so much after now come from a clock that was wrong: their ideas would never be due.
Less may be the zone of a machine that keeps local time as UTC."""


@dataclass(frozen=True)
class CheckReport:
    """What was looked at, and what was repaired of it."""

    path: Path
    answers: int
    cards: int
    exams: int
    indexes_rebuilt: bool
    answers_repaired: int
    answers_withdrawn: int
    """Answers that had been taken back and were there again."""
    cards_rebuilt: int
    exams_removed: int
    """Exams whose state nobody can read; their answers are kept."""
    backup: Path | None
    """The file as it was; None if nothing was repaired."""

    @property
    def repaired(self) -> int:
        found = self.answers_repaired + self.answers_withdrawn + self.cards_rebuilt
        return found + self.exams_removed + self.indexes_rebuilt


def check_history(path: Path, now: datetime | None = None) -> CheckReport:
    """Checks and repairs a history; HistoryError with where the newest backup lies if it cannot."""
    if not path.exists():
        lost = newest_good(path)
        advice = _put_back(path, lost) if lost else " The first session makes it."
        raise HistoryError(f"{path}: there is no history.{advice}")
    _check_file(path)
    try:
        with closing(History(path)) as history, history.transaction() as connection:
            return _check(path, connection, now or datetime.now(UTC))
    except HistoryError as error:
        if isinstance(error.__cause__, sqlite3.DatabaseError) and _is_damage(error.__cause__):
            raise _beyond_repair(path, str(error.__cause__)) from error
        raise


def _check_file(path: Path) -> None:
    """Whether SQLite can read the file at all; indexes may be wrong, they are made from rows."""
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
        if start == b"":
            return
        if start != MAGIC:
            raise _beyond_repair(path, "it is not an SQLite file")
        with closing(connect(path)) as connection:
            found = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    except OSError as error:
        raise HistoryError(f"{path}: cannot be read: {error.strerror}.") from error
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise failure(path, "cannot be read", error) from error
        raise _beyond_repair(path, str(error)) from error
    if worse := [
        text for text in found if text != "ok" and not (_of_an_index(text) or _of_a_value(text))
    ]:
        raise _beyond_repair(path, worse[0].splitlines()[0])


def _of_an_index(text: str) -> bool:
    return " index " in text or "non-unique entry" in text


def _of_a_value(text: str) -> bool:
    """Whether integrity_check complains of a row's values, which are repaired one by one."""
    return " value in " in text or "CHECK constraint failed" in text


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return any(sign in str(error) for sign in ("malformed", "not a database", "no such"))


def _check(path: Path, connection: sqlite3.Connection, now: datetime) -> CheckReport:
    answers, cards, exams = (
        connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        for table in ("answers", "cards", "exams")
    )
    found = connection.execute("PRAGMA integrity_check").fetchall()
    indexes = any(_of_an_index(text) for (text,) in found)
    # All is looked for before anything is changed: a backup is made only where it is needed.
    repaired = list(repaired_answers(connection, now, now + _AHEAD))
    again = connection.execute(
        "SELECT uid FROM answers WHERE uid IN (SELECT uid FROM withdrawn)"
    ).fetchall()
    removed = list(_damaged_exams(connection))
    wrong = [] if repaired or again or indexes else list(_wrong_cards(connection))
    backup = None
    if indexes or repaired or again or removed or wrong:
        backup = back_up(path, "repair")
        if indexes:
            connection.execute("REINDEX")
        for sql, values in repaired:
            connection.execute(sql, values)
        connection.executemany("DELETE FROM answers WHERE uid = ?", again)
        connection.executemany("DELETE FROM exams WHERE uid IS ?", removed)
        # What an answer became may move its card.
        wrong = wrong or list(_wrong_cards(connection))
        for mutator in wrong:
            rebuild_card(connection, mutator)
        left = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if left != "ok":
            raise _beyond_repair(path, left.splitlines()[0])
    return CheckReport(
        path,
        answers,
        cards,
        exams,
        indexes,
        len(repaired),
        len(again),
        len(wrong),
        len(removed),
        backup,
    )


def _wrong_cards(connection: sqlite3.Connection) -> Iterator[str]:
    """Ideas whose cards cannot be read, are not what their answers make, or are missing."""
    here = {row[0]: row for row in connection.execute(f"SELECT {CARD} FROM cards")}
    graded = "SELECT DISTINCT mutator FROM answers WHERE mutator NOT NULL AND grade NOT NULL"
    answered = {mutator for (mutator,) in connection.execute(graded)}
    for mutator in sorted(answered | set(here), key=str):
        row = here.get(mutator)
        made = card_from_answers(connection, mutator)
        if row is None or made is None or not _is_same(row, made):
            yield mutator


def _is_same(row: tuple[Any, ...], made: CardRecord) -> bool:
    """Whether a card is what its answers make; cards of version 1 counted microseconds too."""
    try:
        return _card_values(card_of(row)) == _card_values(made)
    except DAMAGED:
        return False


def _card_values(record: CardRecord) -> tuple[object, ...]:
    card = json.loads(record.card)
    return (
        (record.last_item, record.last_snippet, record.reviews, record.lapses),
        (round(record.due.timestamp()), round(datetime.fromisoformat(card["due"]).timestamp())),
        (card["state"], card["step"], round(card["stability"], 3), round(card["difficulty"], 3)),
    )


def _damaged_exams(connection: sqlite3.Connection) -> Iterator[tuple[Any]]:
    for row in connection.execute(f"SELECT {EXAM} FROM exams"):
        try:
            exam = exam_of(row)
            zones = exam.began.tzinfo, exam.ended is None or exam.ended.tzinfo
            if all(zones) and isinstance(json.loads(exam.state), dict):
                continue
        except (*DAMAGED, RecursionError):
            pass
        yield (row[0],)


def _beyond_repair(path: Path, why: str) -> HistoryError:
    good = newest_good(path)
    if good is None:
        return HistoryError(
            f"{path}: cannot be repaired: {why}. There is no good backup beside it. "
            "Close every trainer, keep a copy of the file and move it away to begin a new history. "
            "What was exported before comes back with `trainer history import`."
        )
    return HistoryError(f"{path}: cannot be repaired: {why}." + _put_back(path, good))


def _put_back(path: Path, good: Path) -> str:
    return (
        f" The newest good backup is {good}. To put it back: close every trainer, move {path.name}"
        f" away, together with {path.name}-wal and {path.name}-shm if they are there, and copy the"
        f" backup to {path}."
    )
