"""Copies of the history beside it: one a day, thinned, and one before all of it is changed."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Hashable, Iterable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from trainer.errors import HistoryError
from trainer.learning.history_file import APPLICATION, MAGIC, connect

FOLDER = "backups"
DAYS, WEEKS, MONTHS, CHANGES = 7, 8, 12, 5
"""How many are kept: of days, of weeks before them, of months, and of those before a change.

Days that have a backup are counted, not days that have passed: a clock that was wrong for once
must not make all of them look old.
"""

_ROOM = 16 * 1024 * 1024
"""Bytes; the log of a history takes up to four million."""

_HOUR = 3600.0
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-\d+-before-\w+)?")


def back_up(path: Path, change: str) -> Path:
    """Copies the history before a change (`migration`, `import`, `repair`); HistoryError if not.

    The caller may hold the file's write lock: then nothing comes between copy and change.
    """
    now = datetime.now(UTC)
    name = f"{now:%Y-%m-%d-%H%M%S}{now.microsecond // 1000:03}-before-{change}"
    target = _target(path, name)
    try:
        _copy(path, target)
        _thin(path)
    except (OSError, sqlite3.Error) as error:
        raise HistoryError(
            f"{path}: cannot be copied to {target.parent} before its {change}: {error}. "
            "Nothing was changed. Check the disk's free space and that you may write to the "
            "folder, and try again; if the file is damaged, run `trainer history check`."
        ) from error
    return target


def back_up_daily(path: Path, day: date) -> None:
    """Copies the history unless that was done on this day; gives up if it cannot be done."""
    target = _target(path, day.isoformat())
    try:
        if not target.exists() and _has_room(path):
            _copy(path, target)
            _thin(path)
    except (OSError, sqlite3.Error):
        # Answers matter more than a copy of them. It is tried again in the next session.
        return


def backups(path: Path) -> list[Path]:
    """All backups of a history, the newest first."""
    found = {file: _name(path, file) for file in _target(path, "").parent.glob("*.db")}
    named = [(name, file) for file, name in found.items() if name is not None]
    # A day's own copy is made at its first answer, so before its others.
    return [file for _, file in sorted(named, reverse=True)]


def newest_good(path: Path) -> Path | None:
    """The newest backup that is whole."""
    return next((file for file in backups(path) if _is_good(file)), None)


def _has_room(path: Path) -> bool:
    """Whether a copy leaves room for answers: not even for a moment may it take their place."""
    return shutil.disk_usage(path.parent).free > 2 * path.stat().st_size + _ROOM


def _target(path: Path, name: str) -> Path:
    return path.parent / FOLDER / f"{path.stem}-{name}.db"


def _name(path: Path, file: Path) -> str | None:
    name = file.stem.removeprefix(f"{path.stem}-")
    return name if _NAME.fullmatch(name) else None


def _copy(path: Path, target: Path) -> None:
    """Writes the copy under another name first: a half one must never look like a whole one.

    VACUUM and not the copying of pages: it reads every row, so a damaged file fails here and does
    not push whole copies out.
    """
    target.parent.mkdir(exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(connect(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _thin(path: Path) -> None:
    """Removes copies that are not wanted any more, and half ones of trainers that were killed."""
    for file in set(backups(path)) - set(_kept(path)):
        file.unlink(missing_ok=True)
    for part in _target(path, "").parent.glob(f"{path.stem}-*.part"):
        if time.time() - part.stat().st_mtime > _HOUR:
            part.unlink(missing_ok=True)


def _kept(path: Path) -> Iterable[Path]:
    found = backups(path)
    yield from [file for file in found if "-before-" in file.name][:CHANGES]
    days: list[tuple[date, Path]] = []
    for file in found:
        if "-before-" not in file.name:
            try:
                days.append((date.fromisoformat(_name(path, file) or ""), file))
            except ValueError:
                yield file  # No day of ours; not ours to remove.
    yield from (file for _, file in days[:DAYS])
    older = days[DAYS:]
    yield from _newest_of_each(((day.isocalendar()[:2], file) for day, file in older), WEEKS)
    yield from _newest_of_each((((day.year, day.month), file) for day, file in older), MONTHS)


def _newest_of_each(files: Iterable[tuple[Hashable, Path]], most: int) -> list[Path]:
    newest: dict[Hashable, Path] = {}
    for period, file in files:
        newest.setdefault(period, file)
    return list(newest.values())[:most]


def _is_good(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) != MAGIC:
                return False
        with closing(connect(file)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return bool(application == APPLICATION and found == "ok")
    except (OSError, sqlite3.Error):
        return False
