"""`trainer history export`, `import` and `check`: what each prints, and its exit code."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path

import click

from trainer.errors import HistoryError
from trainer.learning.history import FILE, History
from trainer.places import data_dir

STANDARD = Path("-")
"""Stands for standard input and output."""


def run_export(path: Path | None) -> int:
    """Writes the history to a file, or to standard output; a file appears as a whole or not."""
    with _history() as history:
        from trainer.learning.transfer import export_history

        if path is None or path == STANDARD:
            # Whatever the terminal's encoding, an export is UTF-8, and its lines end alike.
            out = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
            try:
                export_history(history, out)
                out.flush()
            except OSError as error:
                if error.errno == errno.EPIPE:
                    raise  # click ends quietly: the reader has had enough.
                raise HistoryError(f"The export cannot be written: {error.strerror}.") from error
            finally:
                out.detach()
            return 0
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                answers = export_history(history, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise HistoryError(
                f"{path}: cannot be written: {error.strerror}. "
                "Check that its folder exists, that you may write to it and that it has room."
            ) from error
        finally:
            part.unlink(missing_ok=True)
    click.echo(f"{_count(answers, 'answer')} written to {path}.")
    return 0


def run_import(paths: list[Path]) -> int:
    """Merges exports into the history: all of them, or none if one has a bad line."""
    from trainer.learning.transfer import Lines, merge, read_lines

    lines = Lines()
    for path in paths:
        if path == STANDARD:
            lines = read_lines(sys.stdin.buffer, "standard input", lines)
            continue
        try:
            with path.open("rb") as file:
                lines = read_lines(file, str(path), lines)
        except OSError as error:
            raise HistoryError(
                f"{path}: cannot be read: {error.strerror}. Nothing was imported."
            ) from error
    with _history() as history:
        report = merge(history, lines)
    click.echo(f"{_count(report.answers, 'new answer')}, {report.known} known already.")
    if report.withdrawn:
        click.echo(f"{_count(report.withdrawn, 'answer')} taken back, as in the import.")
    if report.exams:
        click.echo(f"{_count(report.exams, 'exam')} new or further on.")
    if report.ideas:
        click.echo(f"{_count(report.ideas, 'card')} made anew.")
    return 0


def run_check(as_json: bool) -> int:
    """Checks and repairs the history; what was found is told, as JSON if wanted."""
    from trainer.learning.repair import check_history

    report = check_history(data_dir() / FILE)
    if as_json:
        click.echo(json.dumps(asdict(report), default=str, ensure_ascii=False))
        return 0
    looked = (_count(report.answers, "answer"), _count(report.cards, "card"))
    click.echo(f"{report.path}: {', '.join(looked)} and {_count(report.exams, 'exam')} looked at.")
    if report.backup is None:
        click.echo("Nothing to repair.")
        return 0
    for count, what in (
        (report.answers_repaired, "Answers that held values that cannot be, repaired"),
        (report.answers_withdrawn, "Answers that had been taken back, removed"),
        (report.cards_rebuilt, "Cards made anew from their answers"),
        (report.exams_removed, "Exams nobody can read, removed (their answers are kept)"),
        (int(report.indexes_rebuilt), "Indexes made anew"),
    ):
        if count:
            click.echo(f"{what}: {count}.")
    click.echo(f"The file as it was: {report.backup}")
    return 0


@contextmanager
def _history() -> Iterator[History]:
    history = History()
    try:
        yield history
    finally:
        history.close()


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
