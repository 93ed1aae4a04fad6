"""Opens the file of a history: makes it where there is none, and brings an older one up to date."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.errors import HistoryError

VERSION = 2
APPLICATION = 0x4D4C4154
"""Marks the file as ours: "MLAT"."""

PATIENCE = 2.0
"""Seconds to wait for another trainer that writes; one answer takes milliseconds."""

MAGIC = b"SQLite format 3\0"
SCHEMA = (
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

_CHECK = "Run `trainer history check`; it says what can be repaired and where the backups are."
_ADVICE = {
    "full": "Free some space and try again.",
    "locked": "Another trainer is writing; try again.",
    "readonly": "Check that you may write to the file and its folder, then try again.",
    "unable to open": "Check that the folder exists and that you may write to it, then try again.",
    "disk I/O": "Check the disk and its free space, then try again.",
    "malformed": _CHECK,
    "not a database": _CHECK,
    "no such": _CHECK,
}
"""What to do, by a word of what SQLite says."""


def open_file(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """The file of this version, ready to be read and written; HistoryError if it cannot be."""
    _look_at(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(path, patience)
    except (OSError, sqlite3.Error) as error:
        raise _not_opened(path, error) from error
    try:
        version = _version(path, connection)
        if version == 0:
            _create(connection)
        elif version < VERSION:
            # Imported when an old file turns up, once in a life.
            from trainer.learning.history_migration import migrate

            migrate(path, connection)
        if _version(path, connection) != VERSION:
            raise sqlite3.OperationalError("the tables could not be made")
        _keep_a_log(connection, patience)
        # FULL: an answer shown as accepted must survive a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        # A folder that is not writable shows only here: reading needs the log's files.
        connection.execute("SELECT COUNT(*) FROM cards").fetchone()
    except sqlite3.Error as error:
        connection.close()
        raise _not_opened(path, error) from error
    except HistoryError:
        connection.close()
        raise
    return connection


def connect(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection without implicit transactions; whoever shares it among threads takes turns."""
    return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)


@contextmanager
def transaction(
    connection: sqlite3.Connection, mode: str = "IMMEDIATE"
) -> Iterator[sqlite3.Connection]:
    """All of it is stored, or nothing. Nobody else writes meanwhile, unless it is DEFERRED."""
    try:
        connection.execute(f"BEGIN {mode}")
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            # What made it fail is told; SQLite undoes it when the file is next read.
            pass
        raise


def failure(path: Path, what: str, error: Exception) -> HistoryError:
    """The error to raise for what SQLite said."""
    return HistoryError(f"{path}: {what}: {error}. {_advice(error)}".rstrip())


def _advice(error: Exception) -> str:
    return next((words for sign, words in _ADVICE.items() if sign in str(error)), "")


def _look_at(path: Path) -> None:
    """Refuses what is not SQLite before SQLite itself touches it."""
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
        # SQLite would open it for reading only, and fail at the first answer.
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "the file is read-only")
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_opened(path, error) from error
    if start and start != MAGIC:
        raise _not_ours(path, "it is not an SQLite file")


def _version(path: Path, connection: sqlite3.Connection) -> int:
    """The file's version, 0 for an empty file; HistoryError for a foreign or a newer one.

    Read before anything is written, so that such a file stays as it is.
    """
    # In one statement: another trainer may make the tables between two.
    application, version, tables = connection.execute(
        "SELECT (SELECT application_id FROM pragma_application_id),"
        " (SELECT user_version FROM pragma_user_version), COUNT(*) FROM sqlite_master"
    ).fetchone()
    if application == APPLICATION and version > VERSION:
        raise HistoryError(
            f"{path}: was written by a newer trainer (version {version} of the history; "
            f"this one knows {VERSION}). Install the newest trainer; nothing was changed."
        )
    if application == APPLICATION and version > 0:
        return int(version)
    if application or version or tables:
        raise _not_ours(path, "it is the database of another program")
    return 0


def _not_ours(path: Path, why: str) -> HistoryError:
    return HistoryError(
        f"{path}: is not the trainer's history: {why}. Move it away, or set "
        "TRAINER_HOME to another folder; nothing was changed. If it was your history, "
        "`trainer history check` says where the backups are."
    )


def _not_opened(path: Path, error: Exception) -> HistoryError:
    advice = _advice(error) or (
        "Check that the folder exists and that you may write to it, "
        "or set TRAINER_HOME to another folder."
    )
    return HistoryError(f"{path}: the history cannot be opened: {error}. {advice}")


def _create(connection: sqlite3.Connection) -> None:
    """Makes the tables in one transaction, unless another trainer was faster.

    Done before the file turns to WAL: the marks then stand in the file itself, and a trainer that
    is killed here leaves either an empty file or a whole one.
    """
    with transaction(connection):
        if connection.execute("PRAGMA application_id").fetchone()[0] == 0:
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _keep_a_log(connection: sqlite3.Connection, patience: float) -> None:
    """Turns the file to WAL.

    SQLite does not wait by itself for another trainer that does the same to a new file.
    """
    end = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= end:
                raise
            time.sleep(0.01)
        else:
            return
