"""Keeps every answer and every card in one SQLite file, safe the moment an answer is given."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trainer.errors import HistoryError
from trainer.learning.answers import Answer, Kind, Step
from trainer.learning.schedule import Grade, review
from trainer.places import data_dir

FILE = "history.db"
VERSION = 2
APPLICATION = 0x4D4C4154
"""Marks the file as ours: "MLAT"."""

PATIENCE = 2.0
"""Seconds to wait for another trainer that writes; one answer takes milliseconds."""

_MAGIC = b"SQLite format 3\0"
_SCHEMA = (
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        at TEXT NOT NULL,          -- UTC, ISO 8601, milliseconds
        kind TEXT NOT NULL,        -- spot, blank, outcome, fix
        question TEXT NOT NULL,    -- an item's id, or a snippet's name for an original
        snippet TEXT NOT NULL,
        mutator TEXT,              -- NULL for an original
        domain TEXT NOT NULL,
        response TEXT NOT NULL,
        correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
        hints INTEGER NOT NULL,
        seconds REAL NOT NULL,
        grade TEXT,                -- FSRS's name; NULL where no card is reviewed
        exam TEXT,                 -- NULL in a drill
        steps TEXT NOT NULL        -- JSON: step to [response, correct]
    )""",
    "CREATE INDEX answers_by_question ON answers (mutator, question)",
    "CREATE INDEX answers_by_time ON answers (at)",
    "CREATE INDEX answers_by_domain ON answers (domain, correct)",
    """CREATE TABLE withdrawn (
        uid TEXT PRIMARY KEY       -- of an answer that was taken back: it must not come in again
    ) WITHOUT ROWID""",
    """CREATE TABLE cards (
        mutator TEXT PRIMARY KEY,
        card TEXT NOT NULL,        -- FSRS's own JSON
        due TEXT NOT NULL,         -- UTC, ISO 8601, milliseconds
        last_item TEXT NOT NULL,
        last_snippet TEXT NOT NULL,
        reviews INTEGER NOT NULL,
        lapses INTEGER NOT NULL    -- reviews graded Again
    ) WITHOUT ROWID""",
    """CREATE TABLE exams (
        uid TEXT PRIMARY KEY,
        began TEXT NOT NULL,       -- UTC, ISO 8601, milliseconds
        ended TEXT,                -- NULL while it is open
        state TEXT NOT NULL        -- JSON of trainer.learning.exam
    ) WITHOUT ROWID""",
)

_ANSWER = (
    "uid, at, kind, question, snippet, mutator, domain, response, correct, hints, seconds, grade,"
    " exam, steps"
)


@dataclass(frozen=True)
class CardRecord:
    """An idea's card: when it is due, where it was asked last, and how often it was missed."""

    mutator: str
    card: str
    """FSRS's own JSON."""
    due: datetime
    last_item: str
    last_snippet: str
    reviews: int
    lapses: int


@dataclass(frozen=True)
class ExamRecord:
    """An exam as it is kept; `state` is JSON that `trainer.learning.exam` reads."""

    uid: str
    began: datetime
    ended: datetime | None
    state: str


class History:
    """An open history file. Every method raises HistoryError if the file fails it."""

    def __init__(self, path: Path | None = None, patience: float = PATIENCE) -> None:
        """Opens the file, at `data_dir()` if no path is given, and makes it if it is not there."""
        self.path = path or data_dir() / FILE
        self._patience = patience
        self._connection = self._open()

    def close(self) -> None:
        self._connection.close()

    def record(self, answer: Answer) -> None:
        """Stores an answer and its card's review in one transaction."""
        with self._writing() as connection:
            _insert(connection, answer)

    def record_step(self, uid: str, name: str, step: Step) -> None:
        """Adds to an answer what was chosen in a step after it."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE answers SET steps = json_set(steps, ?, json(?)) WHERE uid = ?",
                (f"$.{name}", json.dumps([step.response, step.correct]), uid),
            )

    def take_back(self, uid: str) -> None:
        """Removes an answer; its card becomes what the answers that are left make of it."""
        with self._writing() as connection:
            row = connection.execute(
                "DELETE FROM answers WHERE uid = ? RETURNING mutator", (uid,)
            ).fetchone()
            if row is None:
                return
            connection.execute("INSERT OR IGNORE INTO withdrawn VALUES (?)", (uid,))
            if row[0] is not None:
                rebuild_card(connection, row[0])

    def save_exam(self, exam: ExamRecord, answers: Iterable[Answer] = ()) -> None:
        """Stores how an exam stands; with the answers it ends with, all in one transaction."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO exams VALUES (?, ?, ?, ?)",
                (exam.uid, _text(exam.began), exam.ended and _text(exam.ended), exam.state),
            )
            for answer in answers:
                _insert(connection, answer)

    def exams(self) -> list[ExamRecord]:
        """All exams, the newest first."""
        rows = self._read("SELECT uid, began, ended, state FROM exams ORDER BY began DESC")
        return [
            ExamRecord(
                uid,
                datetime.fromisoformat(began),
                datetime.fromisoformat(ended) if ended else None,
                state,
            )
            for uid, began, ended, state in rows
        ]

    def cards(self) -> list[CardRecord]:
        """All cards, the one due first at the front."""
        rows = self._read(
            "SELECT mutator, card, due, last_item, last_snippet, reviews, lapses FROM cards"
            " ORDER BY due, mutator"
        )
        return [
            CardRecord(mutator, card, datetime.fromisoformat(due), *rest)
            for mutator, card, due, *rest in rows
        ]

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
            "at >= ?": None if since is None else _text(since),
            "mutator = ?": mutator,
            "exam = ?": exam,
        }
        given = {sql: value for sql, value in wanted.items() if value is not None}
        where = f" WHERE {' AND '.join(given)}" if given else ""
        rows = self._read(
            f"SELECT {_ANSWER} FROM answers{where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",
            (*given.values(), most, skip),
        )
        return [_answer(row) for row in rows]

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


def _insert(connection: sqlite3.Connection, answer: Answer) -> None:
    steps = answer.steps.items()
    connection.execute(
        f"INSERT INTO answers ({_ANSWER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            answer.uid,
            _text(answer.at),
            answer.kind,
            answer.question,
            answer.snippet,
            answer.mutator,
            answer.domain,
            answer.response,
            answer.correct,
            answer.hints,
            round(answer.seconds, 3),
            answer.grade,
            answer.exam,
            json.dumps({name: (each.response, each.correct) for name, each in steps}),
        ),
    )
    if answer.mutator is None or answer.grade is None:
        return
    row = connection.execute(
        "SELECT card, reviews, lapses FROM cards WHERE mutator = ?", (answer.mutator,)
    ).fetchone()
    card, reviews, lapses = row or (None, 0, 0)
    reviewed = review(card, answer.grade, answer.at)
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


def rebuild_card(connection: sqlite3.Connection, mutator: str) -> None:
    """Makes an idea's card anew from its answers, in the order of their times."""
    connection.execute("DELETE FROM cards WHERE mutator = ?", (mutator,))
    rows = connection.execute(
        "SELECT at, grade, question, snippet FROM answers"
        " WHERE mutator = ? AND grade IS NOT NULL ORDER BY at, uid",
        (mutator,),
    ).fetchall()
    card: str | None = None
    record = None
    lapses = 0
    for number, (at, grade, question, snippet) in enumerate(rows, 1):
        reviewed = review(card, Grade(grade), datetime.fromisoformat(at))
        card = reviewed.card
        lapses += grade == Grade.AGAIN
        record = CardRecord(mutator, card, reviewed.due, question, snippet, number, lapses)
    if record is not None:
        _put_card(connection, record)


def _put_card(connection: sqlite3.Connection, record: CardRecord) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            record.mutator,
            record.card,
            _text(record.due),
            record.last_item,
            record.last_snippet,
            record.reviews,
            record.lapses,
        ),
    )


def _answer(row: tuple[Any, ...]) -> Answer:
    uid, at, kind, question, snippet, mutator, domain, response, correct, *rest = row
    hints, seconds, grade, exam, steps = rest
    return Answer(
        uid,
        datetime.fromisoformat(at),
        Kind(kind),
        question,
        snippet,
        mutator,
        domain,
        response,
        bool(correct),
        hints,
        seconds,
        Grade(grade) if grade else None,
        exam,
        {name: Step(said, right) for name, (said, right) in json.loads(steps).items()},
    )


def _text(at: datetime) -> str:
    """One form for all times, so that texts sort as the times do."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
