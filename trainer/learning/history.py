"""Keeps every answer and every card in one SQLite file, safe the moment an answer is given."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock, Thread
from typing import Any, TypeVar

from trainer.errors import HistoryError
from trainer.learning.answers import Answer, Step
from trainer.learning.history_file import APPLICATION as APPLICATION
from trainer.learning.history_file import PATIENCE, failure, open_file, transaction
from trainer.learning.history_file import VERSION as VERSION
from trainer.learning.history_rows import (
    ANSWER,
    CARD,
    DAMAGED,
    EXAM,
    answer_of,
    answer_row,
    card_of,
    card_row,
    exam_of,
    exam_row,
    steps_of,
    steps_text,
    time_text,
    to_milliseconds,
)
from trainer.learning.history_rows import CardRecord as CardRecord
from trainer.learning.history_rows import ExamRecord as ExamRecord
from trainer.learning.schedule import Grade, replay, review
from trainer.places import data_dir

FILE = "history.db"

_Row = TypeVar("_Row")


class History:
    """An open history file. Every method raises HistoryError if the file fails it.

    Threads may share it: they take turns.
    """

    def __init__(self, path: Path | None = None, patience: float = PATIENCE) -> None:
        """Opens the file, at `data_dir()` if no path is given, and makes it if it is not there."""
        self.path = path or data_dir() / FILE
        self._connection = open_file(self.path, patience)
        self._turn = RLock()
        self._backup: Thread | None = None
        self._backup_day = ""

    def close(self) -> None:
        """Waits for a backup that is being made, well under a second."""
        if self._backup is not None:
            self._backup.join()
        with self._turn:
            self._connection.close()

    def record(self, answer: Answer) -> None:
        """Stores an answer and its card's review in one transaction.

        An answer with the same uid is replaced: it is the same question, answered again after a
        failure that left open whether the first answer was stored.
        """
        with self.transaction() as connection:
            _insert(connection, answer)
        self._back_up_daily(answer.at)

    def record_step(self, uid: str, name: str, step: Step) -> None:
        """Adds to an answer what was chosen in a step after it."""
        with self.transaction() as connection:
            row = connection.execute("SELECT steps FROM answers WHERE uid = ?", (uid,)).fetchone()
            if row is not None:
                steps = {**steps_of(row[0]), name: (step.response, step.correct)}
                connection.execute(
                    "UPDATE answers SET steps = ? WHERE uid = ?", (steps_text(steps), uid)
                )

    def take_back(self, uid: str) -> None:
        """Removes an answer; its card becomes what the answers that are left make of it."""
        with self.transaction() as connection:
            row = connection.execute(
                "DELETE FROM answers WHERE uid = ? RETURNING mutator", (uid,)
            ).fetchone()
            if row is None:
                return
            connection.execute("INSERT OR IGNORE INTO withdrawn VALUES (?)", (uid,))
            if row[0] is not None:
                rebuild_card(connection, row[0])

    def save_exam(self, exam: ExamRecord, answers: Iterable[Answer] = ()) -> None:
        """Stores how an exam stands; with the answers it ends with, all in one transaction.

        One that has ended never opens again, whatever another trainer still has on its screen.
        """
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO exams VALUES (?, ?, ?, ?) ON CONFLICT (uid) DO UPDATE SET"
                " began = excluded.began, ended = excluded.ended, state = excluded.state"
                " WHERE exams.ended IS NULL",
                exam_row(exam),
            )
            for answer in answers:
                _insert(connection, answer)
        self._back_up_daily(exam.ended or exam.began)

    def exams(self) -> list[ExamRecord]:
        """All exams, the newest first."""
        return self._rows(exam_of, f"SELECT {EXAM} FROM exams ORDER BY began DESC")

    def cards(self) -> list[CardRecord]:
        """All cards, the one due first at the front."""
        return self._rows(card_of, f"SELECT {CARD} FROM cards ORDER BY due, mutator")

    def answers(
        self,
        *,
        since: datetime | None = None,
        mutator: str | None = None,
        exam: str | None = None,
        most: int = -1,
        skip: int = 0,
    ) -> list[Answer]:
        """Answers, the newest first; all that are not narrowed down."""
        wanted = {
            "at >= ?": None if since is None else time_text(since),
            "mutator = ?": mutator,
            "exam = ?": exam,
        }
        given = {sql: value for sql, value in wanted.items() if value is not None}
        where = f" WHERE {' AND '.join(given)}" if given else ""
        return self._rows(
            answer_of,
            f"SELECT {ANSWER} FROM answers{where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",
            (*given.values(), most, skip),
        )

    def last_seen(self, mutator: str | None) -> dict[str, int]:
        """The questions asked of an idea (of originals if None), to a number that grows by time."""
        rows = self._read(
            "SELECT question, MAX(id) FROM answers WHERE mutator IS ? GROUP BY question",
            (mutator,),
        )
        return dict(rows)

    def last_question(self) -> tuple[str, str] | None:
        """Question and snippet of the newest answer."""
        rows = self._read("SELECT question, snippet FROM answers ORDER BY id DESC LIMIT 1")
        return rows[0] if rows else None

    def count(self, since: datetime | None = None) -> int:
        if since is None:
            rows = self._read("SELECT COUNT(*) FROM answers")
        else:
            rows = self._read("SELECT COUNT(*) FROM answers WHERE at >= ?", (time_text(since),))
        return int(rows[0][0])

    def by_domain(self) -> dict[str, tuple[int, int]]:
        """Domain to answers and right answers."""
        rows = self._read("SELECT domain, COUNT(*), SUM(correct) FROM answers GROUP BY domain")
        return {domain: (answers, right) for domain, answers, right in rows}

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done with the connection is stored, or nothing."""
        with (
            self._turn,
            self._failing("cannot be written"),
            transaction(self._connection) as connection,
        ):
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All is read as it is now, whatever others store meanwhile; they need not wait."""
        with (
            self._turn,
            self._failing("cannot be read"),
            transaction(self._connection, "DEFERRED") as connection,
        ):
            yield connection

    def _read(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._turn, self._failing("cannot be read"):
            return self._connection.execute(sql, values).fetchall()

    def _rows(
        self, make: Callable[[tuple[Any, ...]], _Row], sql: str, values: tuple[object, ...] = ()
    ) -> list[_Row]:
        with self._failing("cannot be read"):
            return [make(row) for row in self._read(sql, values)]

    @contextmanager
    def _failing(self, what: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise failure(self.path, what, error) from error
        except DAMAGED as error:
            raise HistoryError(
                f"{self.path}: {what}: it holds a value that makes no sense ({error}). "
                "Run `trainer history check` to repair it."
            ) from error

    def _back_up_daily(self, at: datetime) -> None:
        """Copies the file, beside the session: no answer and no question waits for it.

        After the first answer of a day and not at the start, which it would slow.
        """
        day = time_text(at)[:10]
        if day == self._backup_day:
            return
        # Imported when there is something to back up; the first question needs none of it.
        from trainer.learning.backups import back_up_daily

        if self._backup is not None:
            self._backup.join()
            self._backup = None
        self._backup_day = day
        thread = Thread(target=back_up_daily, args=(self.path, at.date()), daemon=True)
        try:
            thread.start()
        except RuntimeError:
            return  # The machine has no thread to spare; the answer is stored all the same.
        self._backup = thread


def _insert(connection: sqlite3.Connection, answer: Answer) -> None:
    replaced = connection.execute(
        "DELETE FROM answers WHERE uid = ? RETURNING mutator", (answer.uid,)
    ).fetchone()
    connection.execute(
        f"INSERT INTO answers ({ANSWER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        answer_row(answer),
    )
    if answer.mutator is None or answer.grade is None:
        return
    row = connection.execute(
        "SELECT card, reviews, lapses FROM cards WHERE mutator = ?", (answer.mutator,)
    ).fetchone()
    card, reviews, lapses = row or (None, 0, 0)
    at = to_milliseconds(answer.at)
    if replaced or (card is not None and not _is_before(card, at)):
        rebuild_card(connection, answer.mutator)
        return
    reviewed = review(card, answer.grade, at)
    _put_card(
        connection,
        CardRecord(
            answer.mutator,
            reviewed.card,
            reviewed.due,
            answer.question,
            answer.snippet,
            reviews + 1,
            lapses + (answer.grade is Grade.AGAIN),
        ),
    )


def _is_before(card: str, at: datetime) -> bool:
    """Whether the card was reviewed before a time. Not so if the clock went back, or is damaged."""
    try:
        return datetime.fromisoformat(json.loads(card)["last_review"]) < at
    except DAMAGED:
        return False


def rebuild_card(connection: sqlite3.Connection, mutator: str) -> None:
    """Makes an idea's card anew from its answers, in the order of their times."""
    record = card_from_answers(connection, mutator)
    if record is None:
        connection.execute("DELETE FROM cards WHERE mutator = ?", (mutator,))
    else:
        _put_card(connection, record)


def card_from_answers(connection: sqlite3.Connection, mutator: str) -> CardRecord | None:
    """The card that an idea's answers make, in the order of their times; None without any."""
    rows = connection.execute(
        "SELECT at, grade, question, snippet FROM answers"
        " WHERE mutator = ? AND grade IS NOT NULL ORDER BY at, id",
        (mutator,),
    ).fetchall()
    if not rows:
        return None
    reviewed = replay((Grade(grade), datetime.fromisoformat(at)) for at, grade, *_ in rows)
    lapses = sum(grade == Grade.AGAIN for _, grade, *_ in rows)
    *_, question, snippet = rows[-1]
    return CardRecord(mutator, reviewed.card, reviewed.due, question, snippet, len(rows), lapses)


def _put_card(connection: sqlite3.Connection, record: CardRecord) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?, ?)", card_row(record)
    )
