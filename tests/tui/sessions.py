"""Real sessions in a pseudo-terminal: the app itself, keys, what its screen shows, and kills."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.tui.terminal import Terminal
from trainer.learning.answers import Answer
from trainer.learning.history import FILE, History
from trainer.learning.repair import check_history

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
SETTINGS = 'kinds = ["spot", "blank", "outcome"]\n'
"""Nothing that would start Spark."""


AFTER = {
    "": ("lesson", "asking", "choosing"),
    "lesson": ("asking", "choosing"),
    "asking": ("choosing", "fixing", "revealed"),
    "choosing": ("fixing", "revealed"),
    "fixing": ("revealed",),
    "revealed": ("lesson", "asking", "choosing"),
}
"""What can follow a step. Anything else is a screen of which one part is drawn and another not."""


class SessionOverError(Exception):
    """The time that a session was given is over, or it has ended."""


class RealSession:
    """The trainer in a terminal of 80 x 24, driven by what its screen shows."""

    def __init__(self, deck: Path, home: Path, *words: str, file_size: int | None = None) -> None:
        """`words` are the command, `drill` if there are none; `file_size` limits what it writes."""
        home.mkdir(parents=True, exist_ok=True)
        if not (home / "settings.toml").exists() and os.access(home, os.W_OK):
            (home / "settings.toml").write_text(SETTINGS)
        self.terminal = Terminal()
        self.end = time.monotonic() + SECONDS
        self.output = b""
        command = [sys.executable, "-m", "trainer", "--deck", str(deck), *(words or ("drill",))]
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "TRAINER_HOME": str(home),
            "PYTHONPATH": str(ROOT),
        }
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            if file_size is not None:
                import resource

                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
            os.chdir(ROOT)
            os.execve(sys.executable, command, environment)
        size = struct.pack("HHHH", *reversed(self.terminal.size), 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)

    @property
    def crashed(self) -> bool:
        """Whether it left its screen with a traceback; on the screen one may be content."""
        opened, closed = (self.output.rfind(sign) for sign in (b"\x1b[?1049h", b"\x1b[?1049l"))
        return closed >= opened and b"Traceback" in self.output[max(0, closed) :]

    @property
    def said(self) -> str:
        """The screen in one line, so that it does not matter where it was wrapped."""
        return " ".join(self.terminal.text.split())

    def press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def read(self) -> None:
        """Draws what comes next. Raises SessionOverError."""
        left = self.end - time.monotonic()
        if left <= 0 or not select.select([self._terminal], [], [], left)[0]:
            raise SessionOverError(self.terminal.text)
        self._draw()

    def until_shown(self, *texts: str) -> str:
        """Waits for all of the texts, which may be wrapped; returns what is said, in one line."""
        while not all(text in self.said for text in texts):
            try:
                self.read()
            except SessionOverError:
                raise AssertionError(f"{texts} never came:\n{self.terminal.text}") from None
        return self.said

    def until_ended(self) -> int:
        """Waits for the end of the process; returns its exit code, negative for a signal."""
        try:
            while True:
                self.read()
        except SessionOverError:
            return self._wait()

    def kill(self) -> None:
        """Ends it as kill -9 does; what it had drawn by then is on the screen."""
        os.kill(self.pid, signal.SIGKILL)
        try:
            while True:
                self._draw()
        except SessionOverError:
            self._wait()

    def _draw(self) -> None:
        try:
            data = os.read(self._terminal, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            raise SessionOverError(self.terminal.text)
        self.output += data
        self.terminal.feed(data)

    def _wait(self) -> int:
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@contextmanager
def session(deck: Path, home: Path, *words: str) -> Iterator[RealSession]:
    """A session that is killed at the end of the block."""
    opened = RealSession(deck, home, *words)
    try:
        yield opened
    finally:
        opened.kill()


def step(text: str) -> str:
    """Where the question on a screen stands; "" while it is drawn."""
    asks_line = "Which line is wrong?" in text
    if "To the question" in text:
        return "lesson"
    if asks_line and "This line" in text:
        return "asking"
    if "This one" in text and not asks_line:
        return "fixing" if "What belongs there, in line" in text else "choosing"
    return "revealed" if "Next" in text and "Docs" in text and not asks_line else ""


@dataclass
class Shown:
    """An answer that the screen showed as accepted."""

    response: str | None
    """None where the screen alone does not tell it."""
    steps: int = 0


@dataclass
class Player:
    """Answers at random and keeps what the screen said of it."""

    session: RealSession
    rng: random.Random
    shown: list[Shown] = field(default_factory=list)
    open: str = ""
    """What was pressed and not yet answered by the screen: `answer`, `step`, `taking` or ""."""
    _answered: bool = False
    _then: tuple[str, Shown | None] = ("", None)

    def play(self, seconds: float | None = None) -> None:
        """Kills the session when its time is over: so many seconds after its first question."""
        before = ""
        try:
            now = self._wait(before)
            if seconds is not None:
                self.session.end = time.monotonic() + seconds
            while True:
                before = now
                self._act(now)
                now = self._wait(before)
                self._note()
        except SessionOverError:
            self.session.kill()
            if self.open and step(self.session.terminal.text) in AFTER[before]:
                self._note()

    def _wait(self, before: str) -> str:
        while (now := step(self.session.terminal.text)) not in AFTER[before]:
            self.session.read()
        return now

    def _act(self, now: str) -> None:
        if now == "lesson" or (now == "revealed" and self.rng.random() > 0.2):
            self._answered = False
            self._press("\r", "", None)
        elif now == "revealed":
            self._press("u", "taking", None)
        elif now == "asking":
            key, response = self.rng.choice([("n", ""), ("\r", "1")])
            self._press(key, "answer", Shown(response))
        elif self._answered:
            self._press("1", "step", None)
        else:
            self._press("1", "answer", Shown(None))

    def _press(self, key: str, open_: str, answer: Shown | None) -> None:
        self.open, self._then = open_, (open_, answer)
        self.session.press(key)

    def _note(self) -> None:
        what, answer = self._then
        if answer is not None:
            self.shown.append(answer)
            self._answered = True
        elif what == "step":
            self.shown[-1].steps += 1
        elif what == "taking":
            self.shown.pop()
            self._answered = False
        self.open, self._then = "", ("", None)


@dataclass
class Loop:
    """What a loop of killed sessions came to."""

    kills: int = 0
    shown: int = 0
    steps: int = 0
    kept: dict[str, Answer] = field(default_factory=dict)
    unseen: int = 0
    """Answers that were stored and not shown any more."""


def kill_loop(deck: Path, home: Path, kills: int, rng: random.Random) -> Loop:
    """Kills so many sessions at random moments; AssertionError for anything that is lost."""
    loop = Loop()
    for _ in range(kills):
        played = RealSession(deck, home)
        player = Player(played, rng)
        if rng.random() < 0.25:
            # What is made at the start can be cut off too.
            played.end = time.monotonic() + rng.random()
            player.play()
        else:
            player.play(seconds=2 * rng.random())
        assert not played.crashed, played.output
        _check(loop, player, home)
        loop.kills += 1
    return loop


def _check(loop: Loop, player: Player, home: Path) -> None:
    if (home / FILE).exists():
        assert check_history(home / FILE).repaired == 0
    history = History(home / FILE)
    here = {answer.uid: answer for answer in reversed(history.answers())}
    history.close()
    assert {uid: here.get(uid) for uid in loop.kept} == loop.kept
    new = [answer for uid, answer in here.items() if uid not in loop.kept]
    more, fewer = player.open == "answer", player.open == "taking"
    count = len(player.shown)
    assert count - fewer <= len(new) <= count + more, (player.shown, new, player.open)
    for shown, answer in zip(player.shown, new, strict=False):
        assert shown.response in (None, answer.response)
        assert len(answer.steps) >= shown.steps
    loop.unseen += max(0, len(new) - count)
    loop.shown += count
    loop.steps += sum(shown.steps for shown in player.shown)
    loop.kept = here
