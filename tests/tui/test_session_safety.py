"""Real sessions that are killed, have no room, may not write, or share a history lose nothing."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="pseudo-terminals are there on Unix only")

from tests.decks_for_tests import Clock
from tests.learning.histories import dump, make_version_1
from tests.tui.conftest import MakeApp
from tests.tui.reading import step_of
from tests.tui.sessions import AFTER, RealSession, SessionOverError, kill_loop, session, step
from trainer.decks.deck import Deck
from trainer.learning import history_file
from trainer.learning.history import FILE, History
from trainer.learning.repair import check_history

KILLS = int(os.environ.get("TRAINER_KILLS", "8"))
"""How often a session is killed; `tests/benchmarks/kill_loop.py` does it by the hundred."""

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts of Linux")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)):
        pytest.skip("file systems can be mounted by root only, and not in every container")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def read_only(trainer_home: Path) -> Iterator[Path]:
    """The learner's folder, which a test may make read-only."""
    trainer_home.mkdir(exist_ok=True)
    yield trainer_home
    if os.geteuid() == 0:
        subprocess.run(["umount", "--lazy", str(trainer_home)], capture_output=True)
    else:
        trainer_home.chmod(0o755)


def _mount(*words: str) -> bool:
    return (
        os.geteuid() == 0 and subprocess.run(["mount", *words], capture_output=True).returncode == 0
    )


def _make_read_only(folder: Path) -> None:
    if os.geteuid() != 0:
        folder.chmod(0o555)
    elif not _mount("--bind", str(folder), str(folder)):
        pytest.skip("root may write anywhere, and cannot mount here")
    else:
        assert _mount("-o", "remount,bind,ro", str(folder))


def fill(file: Path) -> None:
    """Lets a file grow until its disk is full."""
    with suppress(OSError), file.open("wb", buffering=0) as opened:
        while True:
            opened.write(b"x" * 4096)


def begin(opened: RealSession) -> None:
    """Waits for the first question and its own keys."""
    while (now := step(opened.terminal.text)) == "":
        opened.read()
    if now == "lesson":
        opened.press("\r")
        until_after(opened, now)


def answer(opened: RealSession, asked: str) -> None:
    opened.press("n" if asked == "asking" else "1")


def until_after(opened: RealSession, before: str) -> None:
    while step(opened.terminal.text) not in AFTER[before]:
        opened.read()


def count(home: Path) -> int:
    """The answers of a history that opens and needs no repair."""
    assert check_history(home / FILE).repaired == 0
    history = History(home / FILE)
    try:
        return history.count()
    finally:
        history.close()


def test_sessions_killed_at_random_moments_lose_no_answer_that_they_showed(
    deck: Deck, trainer_home: Path
) -> None:
    seed = os.environ.get("TRAINER_KILLS_SEED", "1")
    loop = kill_loop(deck.root, trainer_home, KILLS, random.Random(seed))
    assert loop.shown > 0
    assert len(loop.kept) > 0


@needs_linux
def test_on_a_full_disk_the_screen_says_so_and_the_answer_can_be_given_again(
    deck: Deck, disk: Path
) -> None:
    home = disk / "home"
    with session(deck.root, home) as opened:
        begin(opened)
        asked = step(opened.terminal.text)
        filler = disk / "filler"
        fill(filler)
        answer(opened, asked)
        opened.until_shown("Not saved", "Free some space")
        filler.unlink()
        answer(opened, asked)
        until_after(opened, asked)
        assert "Not saved" not in opened.terminal.text
    assert count(home) == 1


@needs_linux
def test_a_file_that_may_not_grow_is_told_and_the_answer_can_be_given_again(
    deck: Deck, trainer_home: Path
) -> None:
    with session(deck.root, trainer_home) as opened:
        begin(opened)
        asked = step(opened.terminal.text)
        _, most = resource.prlimit(opened.pid, resource.RLIMIT_FSIZE, (1, -1))
        answer(opened, asked)
        opened.until_shown("Not saved", "try again")
        resource.prlimit(opened.pid, resource.RLIMIT_FSIZE, (most, most))
        answer(opened, asked)
        until_after(opened, asked)
    assert count(trainer_home) == 1


@needs_linux
@pytest.mark.parametrize("made", [True, False])
def test_in_a_folder_that_is_read_only_it_ends_with_a_message(
    deck: Deck, read_only: Path, made: bool
) -> None:
    if made:
        History().close()
    _make_read_only(read_only)
    opened = RealSession(deck.root, read_only)
    code = opened.until_ended()
    assert code == 1
    assert not opened.crashed
    assert opened.said.startswith("trainer: ")
    assert "you may write to" in opened.said


@needs_linux
def test_a_folder_that_turns_read_only_behind_a_session_is_no_crash(
    deck: Deck, read_only: Path
) -> None:
    with session(deck.root, read_only) as opened:
        begin(opened)
        asked = step(opened.terminal.text)
        _make_read_only(read_only)
        answer(opened, asked)
        until_after(opened, asked)
        assert not opened.crashed


def test_two_trainers_at_once_keep_the_answers_of_both(deck: Deck, trainer_home: Path) -> None:
    with session(deck.root, trainer_home) as one, session(deck.root, trainer_home) as other:
        for opened in (one, other):
            begin(opened)
        asked = [step(opened.terminal.text) for opened in (one, other)]
        for opened, before in zip((one, other), asked, strict=True):
            answer(opened, before)
        for opened, before in zip((one, other), asked, strict=True):
            until_after(opened, before)
    assert count(trainer_home) == 2


def test_a_history_that_another_trainer_makes_meanwhile_is_not_taken_for_a_foreign_one(
    trainer_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = history_file.connect

    class Meanwhile(sqlite3.Connection):
        statements = 0

        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            self.statements += 1
            if self.statements == 2:
                with closing(connect(trainer_home / FILE, 0)) as other, suppress(sqlite3.Error):
                    history_file._create(other)
            return super().execute(sql, *values)

    def connected(path: Path, patience: float = 0) -> sqlite3.Connection:
        return sqlite3.connect(path, isolation_level=None, factory=Meanwhile)

    with monkeypatch.context() as patch:
        patch.setattr(history_file, "connect", connected)
        history_file.open_file(trainer_home / FILE).close()
    assert count(trainer_home) == 0


async def test_a_clock_that_goes_back_is_no_trouble_to_a_session(
    make_app: MakeApp, history: History, clock: Clock, trainer_home: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(3):
            while step_of(app) != "-revealed":
                await pilot.press("enter" if step_of(app) == "-lesson" else "n", "1")
            clock.now -= timedelta(days=2)
            await pilot.press("enter")
        assert step_of(app) in ("-asking", "-choosing", "-lesson")
        await pilot.press("escape")
        await pilot.pause()
    assert history.count() == 3
    assert all(each.seconds >= 0 for each in history.answers())
    history.close()
    assert check_history(trainer_home / FILE, clock() + timedelta(days=99)).repaired == 0


def test_a_migration_that_is_killed_is_done_by_the_next_session(deck: Deck, tmp_path: Path) -> None:
    home = make_version_1(tmp_path / "old").parent
    rng = random.Random(1)
    for _ in range(KILLS):
        opened = RealSession(deck.root, home)
        opened.end = time.monotonic() + rng.uniform(0.1, 0.6)
        try:
            while "⏎" not in opened.terminal.text:
                opened.read()
        except SessionOverError:
            pass
        opened.kill()
        assert not opened.crashed
    with session(deck.root, home) as opened:
        begin(opened)
    assert count(home) == 4


@needs_linux
@pytest.mark.parametrize("room", [8192, 32768, 36864])
def test_a_migration_without_room_is_told_and_done_when_there_is_some(
    deck: Deck, tmp_path: Path, room: int
) -> None:
    path = make_version_1(tmp_path / "old")
    before = dump(path)
    opened = RealSession(deck.root, path.parent, file_size=room)
    code = opened.until_ended()
    assert code == 1
    assert not opened.crashed
    assert opened.said.startswith("trainer: ")
    assert "space" in opened.said
    assert dump(path) == before
    assert count(path.parent) == 4


def test_a_terminal_that_is_closed_ends_the_session_and_keeps_its_answers(
    deck: Deck, trainer_home: Path
) -> None:
    opened = RealSession(deck.root, trainer_home)
    begin(opened)
    asked = step(opened.terminal.text)
    answer(opened, asked)
    until_after(opened, asked)
    os.kill(opened.pid, signal.SIGHUP)
    opened.until_ended()
    assert not opened.crashed
    assert count(trainer_home) == 1
