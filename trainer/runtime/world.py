"""What a run may change outside its own process, and how it is put back.

One worker has one run directory: working directory, tracking database, registry and artifacts of
whatever runs. After each mutant the directory is put back *in place*: a database file that is
replaced instead keeps its reader from writing ("attempt to write a readonly database").
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CLOCK_TICK_NS = 50_000_000
"""A file written this shortly before it was looked at can be written again without a new time."""


class RunDirectory:
    """The files that a run sees. `snapshot` keeps a copy beside; `restore` puts it back."""

    def __init__(self, place: Path, copy: Path) -> None:
        self.place = place
        self._copy = copy
        self._folders: set[Path] = set()
        self._stamps: dict[Path, tuple[int, int, int]] = {}
        self._recent: set[Path] = set()

    def empty(self) -> None:
        """Takes away what is in the directory; itself it stays, as the JVM works in it."""
        shutil.rmtree(self._copy, ignore_errors=True)
        self.place.mkdir(parents=True, exist_ok=True)
        for path in self.place.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        self._stamps = {}

    def snapshot(self) -> None:
        """Copies what changed since the last snapshot."""
        known = self._stamps
        self._look()
        for name, stamp in self._stamps.items():
            if known.get(name) != stamp or name in self._recent:
                target = self._copy / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.place / name, target)

    def restore(self) -> None:
        """Makes every file hold again what it held at the last snapshot."""
        self.place.mkdir(parents=True, exist_ok=True)
        folders, stamps, recent = self._folders, self._stamps, self._recent
        self._look()
        for name in self._stamps.keys() - stamps.keys():
            (self.place / name).unlink()
        for folder in sorted(folders):
            (self.place / folder).mkdir(parents=True, exist_ok=True)
        for folder in sorted(self._folders - folders, reverse=True):
            shutil.rmtree(self.place / folder, ignore_errors=True)
        for name, stamp in stamps.items():
            if self._stamps.get(name) != stamp or name in recent:
                _overwrite(self._copy / name, self.place / name)
        self._look()

    def _look(self) -> None:
        """Notes folders, and size and times of each file."""
        self._folders, self._stamps, self._recent = set(), {}, set()
        now = time.time_ns()
        for folder, folders, files in os.walk(self.place):
            relative = Path(folder).relative_to(self.place)
            self._folders.update(relative / each for each in folders)
            for file in files:
                status = os.lstat(os.path.join(folder, file))
                name = relative / file
                self._stamps[name] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
                if now - status.st_mtime_ns < _CLOCK_TICK_NS:
                    self._recent.add(name)


class SessionState:
    """What a run left in Spark's session: settings, views, tables."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark
        self._settings = dict(spark.conf.getAll)
        self._tables = set(self._names())

    def restore(self) -> None:
        now = dict(self._spark.conf.getAll)
        for key in now.keys() - self._settings.keys():
            self._spark.conf.unset(key)
        for key, value in self._settings.items():
            if now.get(key) != value:
                self._spark.conf.set(key, value)
        for name, temporary in set(self._names()) - self._tables:
            if temporary:
                self._spark.catalog.dropTempView(name)
            else:
                self._spark.sql(f"DROP TABLE IF EXISTS `{name}`")

    def _names(self) -> Iterator[tuple[str, bool]]:
        for table in self._spark.catalog.listTables():
            yield table.name, table.isTemporary


def template_database(cache: Path) -> Path:
    """An empty tracking database, made once for each MLflow version: 3 s made, 1 ms copied."""
    import mlflow
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    template = cache / f"mlflow-{mlflow.__version__}.db"
    if not template.exists():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = cache / f".{template.name}.{os.getpid()}"
        fresh.unlink(missing_ok=True)
        store = SqlAlchemyStore(f"sqlite:///{fresh}", str(cache / "unused"))
        store.engine.dispose()
        SqlAlchemyStore._engine_map.clear()
        fresh.replace(template)
    return template


def _overwrite(source: Path, target: Path) -> None:
    """Gives `target` the contents of `source`; where it exists, it keeps its inode."""
    if not target.exists():
        shutil.copyfile(source, target)
        return
    with source.open("rb") as old, target.open("r+b") as new:
        shutil.copyfileobj(old, new)
        new.truncate()
