"""Putting files back after a mutant."""

import os
import sqlite3

import pytest

from trainer.runtime.world import Snapshot, World


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "world")
    (world.run / "kept.txt").write_text("kept")
    (world.run / "folder/inner").mkdir(parents=True)
    (world.run / "folder/file.bin").write_bytes(b"\0" * 100)
    (world.run / "link").symlink_to("folder")
    (world.home / "settings").write_text("a = 1")
    return world


@pytest.fixture
def snapshot(world, tmp_path):
    return Snapshot(world, tmp_path / "copy")


def _held(path):
    if path.is_symlink():
        return os.readlink(path)
    return path.read_bytes() if path.is_file() else None


def contents(folder):
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, _held(path))
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    "harm",
    [
        lambda run: (run / "kept.txt").write_text("same"),  # the same size, the same moment
        lambda run: (run / "kept.txt").unlink(),
        lambda run: (run / "kept.txt").chmod(0),
        lambda run: (run / "new.txt").write_text("new"),
        lambda run: (run / "folder/file.bin").open("ab").write(b"more"),
        lambda run: (run / "folder/inner").rmdir(),
        lambda run: (run / "folder/inner").rmdir() or (run / "folder/inner").write_text("a file"),
        lambda run: (run / "other/deep").mkdir(parents=True),
        lambda run: os.rename(run / "folder", run / "moved"),
        lambda run: (run / "another").symlink_to("kept.txt"),
        lambda run: (run / "to-a-folder").symlink_to(run.parent / "home"),
        lambda run: (run / "link").unlink(),
        lambda run: os.mkfifo(run / "pipe"),
        lambda run: (run.parent / "home/settings").write_text("a = 2"),
        lambda run: (run.parent / "tmp/left").write_text("left"),
    ],
)
def test_whatever_a_run_does_is_taken_back(world, snapshot, harm):
    before = contents(world.place)
    for _ in range(2):
        harm(world.run)
        assert contents(world.place) != before
        snapshot.restore()
        assert contents(world.place) == before
        assert world.is_whole()


def test_any_of_several_snapshots_can_be_restored_at_any_time(world, tmp_path):
    first = Snapshot(world, tmp_path / "first")
    (world.run / "kept.txt").write_text("later")
    (world.run / "later.txt").write_text("later")
    second = Snapshot(world, tmp_path / "second")
    (world.run / "later.txt").unlink()
    for _ in range(2):
        first.restore()
        assert (world.run / "kept.txt").read_text() == "kept"
        assert not (world.run / "later.txt").exists()
        second.restore()
        assert (world.run / "kept.txt").read_text() == "later"
        assert (world.run / "later.txt").read_text() == "later"


def test_a_database_stays_writable_for_who_has_it_open(world, tmp_path):
    path = world.run / "store.db"
    reader = sqlite3.connect(path)
    reader.execute("CREATE TABLE t (x)")
    reader.commit()
    snapshot = Snapshot(world, tmp_path / "copy")
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO t VALUES (1)")
    other.close()
    snapshot.restore()
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    reader.execute("INSERT INTO t VALUES (2)")
    reader.commit()
    assert reader.execute("SELECT x FROM t").fetchall() == [(2,)]


@pytest.mark.parametrize(
    "replace",
    [
        lambda run: run.rename(run.parent / "elsewhere"),
        lambda run: run.rename(run.parent / "elsewhere") and run.mkdir(),
        lambda run: run.rename(run.parent / "real") and run.symlink_to(run.parent / "real"),
    ],
)
def test_a_run_directory_that_is_replaced_is_noticed(world, replace):
    assert world.is_whole()
    replace(world.run)
    assert not world.is_whole()


def test_a_file_outside_that_was_linked_in_is_not_written_to(world, snapshot, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    (world.run / "kept.txt").unlink()
    os.link(outside, world.run / "kept.txt")
    snapshot.restore()
    assert outside.read_text() == "mine"
    assert (world.run / "kept.txt").read_text() == "kept"


def test_emptying_takes_everything_away_but_the_folders(world):
    world.empty()
    assert set(contents(world.place)) == {"run", "home", "tmp"}
    assert world.is_whole()
