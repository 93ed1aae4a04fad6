"""Writes a history as JSON Lines, and merges such lines into another: two machines become one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TextIO

from trainer.errors import HistoryError
from trainer.learning.answers import Answer
from trainer.learning.backups import back_up
from trainer.learning.history import History, rebuild_card
from trainer.learning.history_rows import (
    ANSWER,
    EXAM,
    ExamRecord,
    answer_of,
    answer_row,
    exam_of,
    exam_row,
)
from trainer.learning.transfer_lines import (
    FIRST,
    answer_line,
    exam_line,
    read_line,
    withdrawn_line,
)

MOST_PROBLEMS = 5
"""Bad lines that are told; whoever has more has another kind of file."""


@dataclass
class Lines:
    """What the lines of one or more files hold, each thing once."""

    answers: dict[str, Answer] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    exams: dict[str, ExamRecord] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportReport:
    """What an import changed."""

    answers: int
    """Answers that are new here."""
    known: int
    """Answers that were here already, or had been taken back here."""
    withdrawn: int
    """Answers of this history that were taken back elsewhere."""
    exams: int
    """Exams that are new here, or went on elsewhere."""
    ideas: int
    """Ideas whose cards were made anew."""


def export_history(history: History, stream: TextIO) -> int:
    """Writes all of a history, the same history always the same way; returns its answers."""
    count = 0
    with history.reading() as connection:
        stream.write(FIRST + "\n")
        for row in connection.execute(f"SELECT {ANSWER} FROM answers ORDER BY at, uid"):
            stream.write(answer_line(answer_of(row)) + "\n")
            count += 1
        for (uid,) in connection.execute("SELECT uid FROM withdrawn ORDER BY uid"):
            stream.write(withdrawn_line(uid) + "\n")
        for row in connection.execute(f"SELECT {EXAM} FROM exams ORDER BY began, uid"):
            stream.write(exam_line(exam_of(row)) + "\n")
    return count


def import_history(history: History, lines: Iterable[str | bytes]) -> ImportReport:
    """Merges what was exported elsewhere. HistoryError if a line is bad: nothing is merged then."""
    return merge(history, read_lines(lines))


def read_lines(
    lines: Iterable[str | bytes], name: str = "the import", into: Lines | None = None
) -> Lines:
    """Reads an export, together with what was read before; HistoryError lists what is wrong."""
    found = Lines() if into is None else into
    problems: list[str] = []
    number = 0
    for number, line in enumerate(lines, 1):
        try:
            kept = read_line(line, first=number == 1)
        except ValueError as error:
            problems.append(f"{name}:{number}: {error}")
            if number == 1 or len(problems) == MOST_PROBLEMS:
                break
            continue
        if isinstance(kept, Answer):
            known = found.answers.get(kept.uid)
            found.answers[kept.uid] = kept if known is None else _better_answer(known, kept)
        elif isinstance(kept, ExamRecord):
            before = found.exams.get(kept.uid)
            found.exams[kept.uid] = kept if before is None else _better_exam(before, kept)
        elif kept is not None:
            found.withdrawn.add(kept)
    if number == 0:
        problems.append(f"{name}: is empty; `trainer history export` writes at least one line.")
    if problems:
        raise HistoryError("\n".join([*problems, "Nothing was imported."]))
    return found


def merge(history: History, lines: Lines) -> ImportReport:
    """Merges all of it in one transaction, after a backup."""
    with history.transaction() as connection:
        back_up(history.path, "import")
        touched: set[str | None] = set()
        gone = _take_back(connection, lines.withdrawn, touched)
        withdrawn = {uid for (uid,) in connection.execute("SELECT uid FROM withdrawn")}
        wanted = {uid: each for uid, each in lines.answers.items() if uid not in withdrawn}
        new, changed = _compare(_answers_here(connection, wanted), wanted.values())
        _put_answers(connection, new, changed, touched)
        exams = _put_exams(connection, lines.exams.values())
        ideas = sorted(mutator for mutator in touched if mutator is not None)
        for mutator in ideas:
            rebuild_card(connection, mutator)
    return ImportReport(len(new), len(lines.answers) - len(new), gone, exams, len(ideas))


def _take_back(
    connection: sqlite3.Connection, uids: Iterable[str], touched: set[str | None]
) -> int:
    gone = 0
    for uid in uids:
        connection.execute("INSERT OR IGNORE INTO withdrawn VALUES (?)", (uid,))
        rows = connection.execute("DELETE FROM answers WHERE uid = ? RETURNING mutator", (uid,))
        for (mutator,) in rows.fetchall():
            touched.add(mutator)
            gone += 1
    return gone


def _answers_here(connection: sqlite3.Connection, wanted: Iterable[str]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for uid in wanted:
        row = connection.execute(f"SELECT {ANSWER} FROM answers WHERE uid = ?", (uid,)).fetchone()
        if row is not None:
            found[uid] = answer_of(row)
    return found


def _compare(here: dict[str, Answer], there: Iterable[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Answers that are new, and those that are known but better told by the import."""
    new: list[Answer] = []
    changed: list[Answer] = []
    for answer in there:
        known = here.get(answer.uid)
        if known is None:
            new.append(answer)
        elif _better_answer(known, answer) is not known:
            changed.append(answer)
    return new, changed


def _put_answers(
    connection: sqlite3.Connection,
    new: Sequence[Answer],
    changed: Sequence[Answer],
    touched: set[str | None],
) -> None:
    if not new and not changed:
        return
    for answer in changed:
        row = connection.execute("SELECT mutator FROM answers WHERE uid = ?", (answer.uid,))
        touched.add(row.fetchone()[0])
        values = answer_row(answer)
        connection.execute(
            f"UPDATE answers SET ({ANSWER}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " WHERE uid = ?",
            (*values, answer.uid),
        )
    connection.executemany(
        f"INSERT INTO answers ({ANSWER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (answer_row(answer) for answer in sorted(new, key=lambda each: (each.at, each.uid))),
    )
    touched.update(answer.mutator for answer in (*new, *changed))
    _number_by_time(connection)


def _number_by_time(connection: sqlite3.Connection) -> None:
    """Gives answers ids that grow by time again: what was seen last is read from them."""
    ordered = connection.execute("SELECT id FROM answers ORDER BY at, id").fetchall()
    ids = [number for (number,) in ordered]
    if all(before < after for before, after in pairwise(ids)):
        return
    # By way of negative ones, so that none is there twice meanwhile.
    connection.executemany(
        "UPDATE answers SET id = ? WHERE id = ?",
        ((-rank, number) for rank, number in enumerate(ids, 1)),
    )
    connection.execute("UPDATE answers SET id = -id")


def _put_exams(connection: sqlite3.Connection, exams: Iterable[ExamRecord]) -> int:
    put = 0
    for exam in exams:
        row = connection.execute(f"SELECT {EXAM} FROM exams WHERE uid = ?", (exam.uid,)).fetchone()
        if row is not None:
            known = exam_of(row)
            if _better_exam(known, exam) is known:
                continue
        connection.execute("INSERT OR REPLACE INTO exams VALUES (?, ?, ?, ?)", exam_row(exam))
        put += 1
    return put


def _better_answer(one: Answer, other: Answer) -> Answer:
    """Of two forms of an answer the one with more steps; both machines must choose alike."""
    return one if _answer_rank(one) >= _answer_rank(other) else other


def _answer_rank(answer: Answer) -> tuple[int, str]:
    return len(answer.steps), answer_line(answer)


def _better_exam(one: ExamRecord, other: ExamRecord) -> ExamRecord:
    """Of two states of an exam the one that has ended, else the one that tells more."""
    return one if _exam_rank(one) >= _exam_rank(other) else other


def _exam_rank(exam: ExamRecord) -> tuple[Any, ...]:
    return exam_row(exam)[2] or "", exam_row(exam)[1], len(exam.state), exam.state
