"""Answers, old files and other processes for the tests of the history."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from trainer.learning.answers import Answer, Kind, new_uid
from trainer.learning.history import APPLICATION, FILE
from trainer.learning.schedule import Grade, grade_of, review

ROOT = Path(__file__).parents[2]

VERSION_1 = (
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL, snippet TEXT NOT NULL,
        mutator TEXT, domain TEXT NOT NULL, accused INTEGER,
        correct INTEGER NOT NULL CHECK (correct IN (0, 1)), hints INTEGER NOT NULL,
        seconds REAL NOT NULL, outcome TEXT, outcome_correct INTEGER
        CHECK (outcome_correct IN (0, 1)))""",
    "CREATE INDEX answers_by_question ON answers (mutator, question)",
    "CREATE INDEX answers_by_time ON answers (at)",
    """CREATE TABLE cards (
        mutator TEXT PRIMARY KEY, card TEXT NOT NULL, due TEXT NOT NULL, last_item TEXT NOT NULL,
        last_snippet TEXT NOT NULL) WITHOUT ROWID""",
    f"PRAGMA application_id = {APPLICATION}",
    "PRAGMA user_version = 1",
)


def answer(at: datetime, **changes: object) -> Answer:
    values = {
        "uid": new_uid(),
        "at": at,
        "kind": Kind.SPOT,
        "question": "program/idea/1",
        "snippet": "program",
        "mutator": "idea",
        "domain": "spark-ml",
        "response": "3",
        "correct": True,
        "hints": 0,
        "seconds": 12.5,
        "grade": Grade.GOOD,
    }
    return Answer(**{**values, **changes})  # type: ignore[arg-type]


def make_version_1(folder: Path) -> Path:
    """A history as the first trainer left it: four answers, two ideas, one original."""
    folder.mkdir(parents=True)
    path = folder / FILE
    old = sqlite3.connect(path, isolation_level=None)
    for statement in VERSION_1:
        old.execute(statement)
    old.execute("PRAGMA journal_mode = WAL")
    cards: dict[str, str] = {}
    for number, (mutator, accused, correct, hints, outcome) in enumerate(
        [
            ("idea", 3, True, 0, "TypeError: x"),
            ("idea", None, False, 1, None),
            ("other", 2, True, 2, None),
            (None, None, True, 0, None),
        ]
    ):
        at = datetime.fromisoformat(f"2026-02-0{number + 1}T09:00:00.000+00:00")
        question = f"program/{mutator}/1" if mutator else "program"
        old.execute(
            "INSERT INTO answers (at, question, snippet, mutator, domain, accused, correct, hints,"
            " seconds, outcome, outcome_correct) VALUES (?,?,'program',?,'spark-ml',?,?,?,1.5,?,?)",
            (
                at.isoformat(timespec="milliseconds"),
                question,
                mutator,
                accused,
                correct,
                hints,
                outcome,
                None if outcome is None else False,
            ),
        )
        if mutator:
            reviewed = review(cards.get(mutator), grade_of(correct, hints), at)
            cards[mutator] = reviewed.card
            old.execute(
                "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, 'program')",
                (
                    mutator,
                    reviewed.card,
                    reviewed.due.isoformat(timespec="milliseconds"),
                    question,
                ),
            )
    old.close()
    return path


def start(script: str, home: Path, *arguments: str) -> subprocess.Popen[str]:
    """Another process on the same history."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TRAINER_HOME": str(home)},
    )


def dump(path: Path) -> list[str]:
    """All that a file holds, as text."""
    plain = sqlite3.connect(path)
    try:
        return [*plain.iterdump(), str(plain.execute("PRAGMA user_version").fetchone())]
    finally:
        plain.close()
