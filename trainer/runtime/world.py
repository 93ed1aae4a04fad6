"""The files that a run sees, and how they are put back.

One worker has one world: a folder with the working directory of whatever runs (tracking database,
registry and artifacts lie in it), its home and its temporary directory. After each mutant the files
are put back *in place*: a database file that is replaced instead keeps its reader from writing
("attempt to write a readonly database").
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import WorkerError

_CLOCK_TICK_NS = 50_000_000
"""A file written this shortly before it was looked at can be written again without a new time."""


class World:
    """The folders of a run. JVM and UDF workers live in `run` too, so these are never replaced."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.run, self.home, self.temporary = (place / name for name in ("run", "home", "tmp"))
        for folder in self.folders:
            folder.mkdir(parents=True)
        self._inodes = self._look()

    @property
    def folders(self) -> tuple[Path, Path, Path]:
        return self.run, self.home, self.temporary

    def empty(self) -> None:
        """Takes away all files. The folders themselves stay."""
        for folder in self.folders:
            folder.chmod(0o755)
            for path in folder.iterdir():
                _remove(path)

    def is_whole(self) -> bool:
        """Whether the folders are the ones that the JVM knows, and not others of the same name."""
        return self._look() == self._inodes

    def size(self) -> int:
        """Bytes in all files."""
        total = 0
        for folder, _, files in os.walk(self.place):
            for file in files:
                with contextlib.suppress(OSError):
                    total += os.lstat(os.path.join(folder, file)).st_size
        return total

    def _look(self) -> list[tuple[int, int]]:
        with contextlib.suppress(OSError):
            statuses = [folder.lstat() for folder in self.folders]
            return [(status.st_dev, status.st_ino) for status in statuses]
        return []


@dataclass(frozen=True)
class _Entry:
    """What tells one state of a file, folder or link from another."""

    mode: int
    size: int = 0
    modified: int = 0
    changed: int = 0
    inode: int = 0
    target: str = ""


class Snapshot:
    """A copy of all files of a world, from which they can be put back at any later time."""

    def __init__(self, world: World, copy: Path) -> None:
        self._world = world
        self._copy = copy
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True)
        self._modes = [stat.S_IMODE(folder.stat().st_mode) for folder in world.folders]
        self._entries, self._recent = self._look()
        for name, entry in self._entries.items():
            if stat.S_ISREG(entry.mode):
                target = copy / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(world.place / name, target)

    def restore(self) -> None:
        """Makes every file hold again what it held, and takes away the others.

        The world must be whole: nothing may be taken away that another name leads to.
        """
        place = self._world.place
        for folder, mode in zip(self._world.folders, self._modes, strict=True):
            folder.chmod(mode)
        found, _ = self._look()
        for name in sorted(found.keys() - self._entries.keys(), reverse=True):
            _remove(place / name)
        for name, entry in self._entries.items():
            now = found.get(name)
            if now == entry and name not in self._recent:
                continue
            path = place / name
            # Another file of this name may be a link to one outside.
            if now is not None and _kind(now) != _kind(entry):
                _remove(path)
            if stat.S_ISDIR(entry.mode):
                path.mkdir(parents=True, exist_ok=True)
            elif stat.S_ISLNK(entry.mode):
                path.unlink(missing_ok=True)
                path.symlink_to(entry.target)
            else:
                _overwrite(self._copy / name, path)
            if not stat.S_ISLNK(entry.mode):
                path.chmod(stat.S_IMODE(entry.mode))
        self._entries, self._recent = self._look()

    def _look(self) -> tuple[dict[Path, _Entry], set[Path]]:
        """All entries, a folder before what is in it, and those too young to trust their times."""
        entries: dict[Path, _Entry] = {}
        recent: set[Path] = set()
        now = time.time_ns()
        waiting = [Path(folder.name) for folder in self._world.folders]
        while waiting:
            folder = waiting.pop()
            for item in os.scandir(self._world.place / folder):
                status = item.stat(follow_symlinks=False)
                name = folder / item.name
                if item.is_symlink():
                    entry = _Entry(status.st_mode, target=os.readlink(item.path))
                elif item.is_dir():
                    entry = _Entry(status.st_mode)
                    waiting.append(name)
                elif item.is_file():
                    entry = _Entry(
                        status.st_mode,
                        status.st_size,
                        status.st_mtime_ns,
                        status.st_ctime_ns,
                        status.st_ino,
                    )
                    if now - status.st_mtime_ns < _CLOCK_TICK_NS:
                        recent.add(name)
                else:
                    _remove(Path(item.path))  # a socket or a pipe: no program may rely on one
                    continue
                entries[name] = entry
        return entries, recent


def _kind(entry: _Entry) -> tuple[int, int]:
    return stat.S_IFMT(entry.mode), entry.inode


def template_database(cache: Path) -> Path:
    """An empty tracking database, made once for each MLflow version: 3 s made, 1 ms copied."""
    import mlflow
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    template = cache / f"mlflow-{mlflow.__version__}.db"
    if not template.exists():
        try:
            cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkerError(f"The cache cannot be used: {error}. See TRAINER_HOME.") from error
        fresh = cache / f".{template.name}.{os.getpid()}"
        fresh.unlink(missing_ok=True)
        store = SqlAlchemyStore(f"sqlite:///{fresh}", str(cache / "unused"))
        store.engine.dispose()
        SqlAlchemyStore._engine_map.clear()
        fresh.replace(template)
    return template


def new_database(template: Path, run: Path) -> Path:
    """A copy of the empty tracking database, which keeps the artifacts of its runs in `run`."""
    database = run / "mlflow.db"
    shutil.copyfile(template, database)
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE experiments SET artifact_location = ? || experiment_id", (f"{run}/mlruns/",)
        )
    return database


def _overwrite(source: Path, target: Path) -> None:
    """Gives `target` the contents of `source`; where it exists, it keeps its inode."""
    if not target.exists():
        shutil.copyfile(source, target)
        return
    target.chmod(0o644)
    with source.open("rb") as old, target.open("r+b") as new:
        shutil.copyfileobj(old, new)
        new.truncate()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
