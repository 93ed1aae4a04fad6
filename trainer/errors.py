"""The errors that a user sees: what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file.

    `line` counts from 1, as editors do; None where the whole file is meant.
    """

    path: Path
    line: int | None
    message: str
    advice: str = ""

    @property
    def where(self) -> str:
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}"
        return f"{text} {self.advice}" if self.advice else text


class TrainerError(Exception):
    """The root of every error that a user can meet; `str()` of it is the whole message."""


class DeckError(TrainerError):
    """A snippet, mutator or evidence file that cannot be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class UsageError(TrainerError):
    """What was asked for does not exist, or makes no sense."""


class HistoryError(TrainerError):
    """A history file that cannot be read or written."""


class ExamElsewhereError(HistoryError):
    """An exam that another trainer has: to try again does not help."""


class WorkerError(TrainerError):
    """The machinery that executes programs failed: nothing is said of any mutant."""
