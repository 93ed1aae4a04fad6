"""Reads the answers of the history screen, a page at a time."""

from __future__ import annotations

from trainer.learning.answers import Answer, Kind
from trainer.learning.history import History
from trainer.learning.history_rows import ANSWER, answer_of


def answers_page(
    history: History,
    *,
    kind: Kind | None = None,
    correct: bool | None = None,
    skip: int = 0,
    most: int = 200,
) -> list[Answer]:
    """Answers, the newest first, of one kind and right or wrong ones only if so wanted."""
    where, values = _filter(kind, correct)
    with history.reading() as connection:
        rows = connection.execute(
            f"SELECT {ANSWER} FROM answers{where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",
            (*values, most, skip),
        )
        return [answer_of(row) for row in rows]


def answers_count(
    history: History, *, kind: Kind | None = None, correct: bool | None = None
) -> int:
    """How many answers there are in all pages."""
    where, values = _filter(kind, correct)
    with history.reading() as connection:
        sql = f"SELECT COUNT(*) FROM answers{where}"
        return int(connection.execute(sql, values).fetchone()[0])


def _filter(kind: Kind | None, correct: bool | None) -> tuple[str, tuple[object, ...]]:
    wanted = {"kind = ?": kind, "correct = ?": correct}
    given = {sql: value for sql, value in wanted.items() if value is not None}
    return (f" WHERE {' AND '.join(given)}" if given else "", tuple(given.values()))
