"""Keeps every answer and every card in one SQLite file, safe the moment an answer is given."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trainer.errors import HistoryError
from trainer.learning.schedule import Review
from trainer.places import data_dir

FILE = "history.db"
VERSION = 1
APPLICATION = 0x4D4C4154
"""Marks the file as ours: "MLAT"."""

PATIENCE = 2.0
"""Seconds to wait for another trainer that writes; one answer takes milliseconds."""

_MAGIC = b"SQLite format 3\0"
_SCHEMA = (
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,          -- UTC, ISO 8601, milliseconds
        question TEXT NOT NULL,    -- an item's id, or a snippet's name for an original
        snippet TEXT NOT NULL,
        mutator TEXT,              -- NULL for an original
        domain TEXT NOT NULL,
        accused INTEGER,           -- NULL for "nothing is wrong"
        correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
        hints INTEGER NOT NULL,
        seconds REAL NOT NULL,
        outcome TEXT,              -- the option chosen, NULL until one is
        outcome_correct INTEGER CHECK (outcome_correct IN (0, 1))
    )""",
    "CREATE INDEX answers_by_question ON answers (mutator, question)",
    "CREATE INDEX answers_by_time ON answers (at)",
    """CREATE TABLE cards (
        mutator TEXT PRIMARY KEY,
        card TEXT NOT NULL,        -- FSRS's own JSON
        due TEXT NOT NULL,         -- UTC, ISO 8601, milliseconds
        last_item TEXT NOT NULL,
        last_snippet TEXT NOT NULL
    ) WITHOUT ROWID""",
)


@dataclass(frozen=True)
class Answer:
    """One accusation. `mutator` is None for an original, `accused` for "nothing is wrong"."""

    at: datetime
    question: str
    snippet: str
    mutator: str | None
    domain: str
    accused: int | None
    correct: bool
    hints: int
    seconds: float


@dataclass(frozen=True)
class CardRecord:
    """When an idea is due, and where it was asked last."""

    mutator: str
    due: datetime
    last_item: str
    last_snippet: str


class History:
    """An open history file. Every method raises HistoryError if the file fails it."""

    def __init__(self, path: Path | None = None, patience: float = PATIENCE) -> None:
        """Opens the file, at `data_dir()` if no path is given, and makes it if it is not there."""
        self.path = path or data_dir() / FILE
        self._patience = patience
        self._connection = self._open()

    def close(self) -> None:
        self._connection.close()

    def record(self, answer: Answer, review: Callable[[str | None], Review] | None = None) -> int:
        """Stores an answer and its card's review in one transaction; returns the answer's id.

        `review` gets the card's JSON, None for a new card. It is called inside the transaction,
        so that two trainers that answer at once both count.
        """
        with self._writing() as connection:
            cursor = connection.execute(
                "INSERT INTO answers (at, question, snippet, mutator, domain, accused, correct,"
                " hints, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    _text(answer.at),
                    answer.question,
                    answer.snippet,
                    answer.mutator,
                    answer.domain,
                    answer.accused,
                    answer.correct,
                    answer.hints,
                    round(answer.seconds, 3),
                ),
            )
            if answer.mutator is not None and review is not None:
                row = connection.execute(
                    "SELECT card FROM cards WHERE mutator = ?", (answer.mutator,)
                ).fetchone()
                reviewed = review(row[0] if row else None)
                connection.execute(
                    "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?)",
                    (
                        answer.mutator,
                        reviewed.card,
                        _text(reviewed.due),
                        answer.question,
                        answer.snippet,
                    ),
                )
        return int(cursor.lastrowid or 0)

    def record_outcome(self, answer_id: int, outcome: str, correct: bool) -> None:
        """Adds to an answer what the learner said the program does."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE answers SET outcome = ?, outcome_correct = ? WHERE id = ?",
                (outcome, correct, answer_id),
            )

    def cards(self) -> list[CardRecord]:
        """All cards, the one due first at the front."""
        rows = self._read(
            "SELECT mutator, due, last_item, last_snippet FROM cards ORDER BY due, mutator"
        )
        return [
            CardRecord(mutator, datetime.fromisoformat(due), item, snippet)
            for mutator, due, item, snippet in rows
        ]

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
            rows = self._read("SELECT COUNT(*) FROM answers WHERE at >= ?", (_text(since),))
        return int(rows[0][0])

    def by_domain(self) -> dict[str, tuple[int, int]]:
        """Domain to answers and right answers."""
        rows = self._read("SELECT domain, COUNT(*), SUM(correct) FROM answers GROUP BY domain")
        return {domain: (answers, right) for domain, answers, right in rows}

    def _read(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error, "cannot be read") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is stored, or nothing."""
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            self._roll_back()
            if isinstance(error, sqlite3.Error):
                raise self._failure(error, "cannot be written") from error
            raise

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            # What made the transaction fail is told; SQLite undoes it when the file is next read.
            return

    def _failure(self, error: sqlite3.Error, what: str) -> HistoryError:
        text = str(error)
        advice = next((words for sign, words in _ADVICE.items() if sign in text), "")
        return HistoryError(f"{self.path}: {what}: {text}. {advice}".rstrip())

    def _open(self) -> sqlite3.Connection:
        self._look_at_file()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.path, timeout=self._patience, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise self._not_opened(error) from error
        try:
            if not self._is_ours(connection):
                _create(connection)
                if not self._is_ours(connection):
                    raise sqlite3.OperationalError("the tables could not be made")
            # FULL: an answer shown as accepted must survive a power cut.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # A folder that is not writable shows only here: reading needs the log's files.
            connection.execute("SELECT COUNT(*) FROM cards").fetchone()
        except sqlite3.Error as error:
            connection.close()
            raise self._not_opened(error) from error
        except HistoryError:
            connection.close()
            raise
        return connection

    def _look_at_file(self) -> None:
        """Refuses what is not SQLite before SQLite itself touches it."""
        try:
            with self.path.open("rb") as file:
                start = file.read(len(_MAGIC))
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._not_opened(error) from error
        if start and start != _MAGIC:
            raise self._not_ours("it is not an SQLite file")

    def _is_ours(self, connection: sqlite3.Connection) -> bool:
        """Whether the tables are there; False for an empty file, HistoryError for a foreign one.

        Read before anything is written, so that a foreign file stays as it is.
        """
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application == APPLICATION and version > VERSION:
            raise HistoryError(
                f"{self.path}: was written by a newer trainer (version {version} of the history; "
                f"this one knows {VERSION}). Install the newest trainer; nothing was changed."
            )
        if application == APPLICATION:
            return True
        tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if application or version or tables:
            raise self._not_ours("it is the database of another program")
        return False

    def _not_ours(self, why: str) -> HistoryError:
        return HistoryError(
            f"{self.path}: is not the trainer's history: {why}. Move it away, or set "
            "TRAINER_HOME to another folder; nothing was changed."
        )

    def _not_opened(self, error: Exception) -> HistoryError:
        return HistoryError(
            f"{self.path}: the history cannot be opened: {error}. "
            "Check that the folder exists and that you may write to it, "
            "or set TRAINER_HOME to another folder."
        )


_ADVICE = {
    "full": "Free some space and try again.",
    "locked": "Another trainer is writing; try again.",
    "readonly": "Check that you may write to the file and its folder, then try again.",
    "disk I/O": "Check the disk, then try again.",
    "malformed": "Keep a copy of the file, then move it away to begin a new history.",
}
"""What to do, by a word of what SQLite says."""


def _create(connection: sqlite3.Connection) -> None:
    """Makes the tables in one transaction, unless another trainer was faster.

    Done before the file turns to WAL: the marks then stand in the file itself, and a trainer that
    is killed here leaves either an empty file or a whole one.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] == 0:
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _text(at: datetime) -> str:
    """One form for all times, so that texts sort as the times do."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
