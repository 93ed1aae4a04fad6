"""Brings a history of version 1 to version 2: after a backup, in one transaction."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from uuid import UUID, uuid5

from trainer.learning.answers import OUTCOME_STEP, Kind
from trainer.learning.backups import back_up
from trainer.learning.history_file import SCHEMA, VERSION, failure, transaction
from trainer.learning.schedule import grade_of

_UIDS = UUID("5f0c3c0e-7d0b-4b57-9a53-2f1f6f0b8a11")
"""The namespace of the uids made here."""

_AWAY = (
    "DROP INDEX answers_by_question",
    "DROP INDEX answers_by_time",
    "ALTER TABLE answers RENAME TO answers_1",
    "ALTER TABLE cards RENAME TO cards_1",
)
_OVER = (
    f"""INSERT INTO answers
        SELECT id, uid_of(at, question, id), at, '{Kind.SPOT}', question, snippet, mutator, domain,
            COALESCE(accused, ''), correct, hints, seconds,
            CASE WHEN mutator IS NOT NULL THEN grade_of(correct, hints) END,
            NULL, steps_of(outcome, outcome_correct)
        FROM answers_1 ORDER BY id""",
    """INSERT INTO cards
        SELECT c.mutator, c.card, c.due, c.last_item, c.last_snippet,
            COUNT(a.id), COALESCE(SUM(a.grade = 'Again'), 0)
        FROM cards_1 AS c LEFT JOIN answers AS a ON a.mutator = c.mutator
        GROUP BY c.mutator""",
    "DROP TABLE answers_1",
    "DROP TABLE cards_1",
    f"PRAGMA user_version = {VERSION}",
)


def migrate(path: Path, connection: sqlite3.Connection) -> None:
    """Leaves a whole file of the old version or of the new one, wherever it is interrupted.

    Raises HistoryError where the file is damaged or cannot be backed up; it is unchanged then.
    """
    for name, arguments, function in (
        ("uid_of", 3, _uid_of),
        ("grade_of", 2, grade_of),
        ("steps_of", 2, _steps_of),
    ):
        connection.create_function(name, arguments, function, deterministic=True)
    try:
        with transaction(connection):
            if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return  # Another trainer was faster.
            back_up(path, "migration")
            for statement in (*_AWAY, *SCHEMA, *_OVER):
                connection.execute(statement)
    except sqlite3.Error as error:
        what = f"cannot be brought to version {VERSION}, nothing was changed"
        raise failure(path, what, error) from error


def _uid_of(at: str, question: str, number: int) -> str:
    """The same for the same answer, so that copies of one old file merge without duplicates."""
    return uuid5(_UIDS, f"{at} {question} {number}").hex


def _steps_of(outcome: str | None, correct: int | None) -> str:
    return json.dumps({} if outcome is None else {OUTCOME_STEP: (outcome, bool(correct))})
