"""Putting a run directory back after a mutant."""

import os
import sqlite3

import pytest

from trainer.runtime.world import RunDirectory


@pytest.fixture
def directory(tmp_path):
    run = RunDirectory(tmp_path / "run", tmp_path / "copy")
    run.empty()
    (run.place / "kept.txt").write_text("kept")
    (run.place / "folder/inner").mkdir(parents=True)
    (run.place / "folder/file.bin").write_bytes(b"\0" * 100)
    run.snapshot()
    return run


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    "harm",
    [
        lambda place: (place / "kept.txt").write_text("same"),  # the same size, the same moment
        lambda place: (place / "kept.txt").unlink(),
        lambda place: (place / "new.txt").write_text("new"),
        lambda place: (place / "folder/file.bin").open("ab").write(b"more"),
        lambda place: (place / "folder/inner").rmdir(),
        lambda place: (place / "other/deep").mkdir(parents=True),
        lambda place: os.rename(place / "folder", place / "moved"),
        lambda place: (place / "link").symlink_to("kept.txt"),
    ],
)
def test_whatever_a_run_does_is_taken_back(directory, harm):
    before = contents(directory.place)
    for _ in range(2):
        harm(directory.place)
        assert contents(directory.place) != before
        directory.restore()
        assert contents(directory.place) == before


def test_a_database_stays_writable_for_who_has_it_open(directory):
    path = directory.place / "store.db"
    reader = sqlite3.connect(path)
    reader.execute("CREATE TABLE t (x)")
    reader.commit()
    directory.snapshot()
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO t VALUES (1)")
    other.close()
    directory.restore()
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    reader.execute("INSERT INTO t VALUES (2)")
    reader.commit()
    assert reader.execute("SELECT x FROM t").fetchall() == [(2,)]


def test_emptying_takes_everything_away(directory):
    directory.empty()
    assert contents(directory.place) == {}
