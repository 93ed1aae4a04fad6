# ruff: noqa: T201
"""Measures how long the first question takes, beside a Textual app that shows one word and exits.

    python tests/benchmarks/startup.py [--runs N] [--deck DIR]

Both run in a pseudo-terminal of 80x24, in turns. A: from the start of `python -m trainer drill`
until the first question, or the lesson before it, is on screen. B: the whole process of the
one-word app.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if sys.platform != "win32":
    import fcntl
    import termios

ROOT = Path(__file__).parents[2]
PROMPT = re.compile(
    rb"how it is right|Which line is wrong|What happens when|What belongs into|Mend this program"
)
"""What the first question says, or the lesson before it."""
TARGET, LIMIT = 1.25, 1.5
ONE_WORD = """
from textual.app import App
from textual.widgets import Static

class OneWord(App):
    def compose(self):
        yield Static("Word")

    def on_mount(self):
        self.call_after_refresh(self.exit)

OneWord().run()
"""


def measure(command: list[str], done: Callable[[bytes], bool], home: str) -> float:
    """Seconds until `done` says so of the output, or until the process ends."""
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        environment = {**os.environ, "TERM": "xterm-256color", "TRAINER_HOME": home}
        # Set, it would measure the compiler: nobody starts a program that way twice.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execve(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    output = b""
    seen = None
    try:
        while True:
            if not select.select([terminal], [], [], 30)[0]:
                os.kill(pid, signal.SIGKILL)
                raise SystemExit(f"{' '.join(command)}: no question after 30 s; run it to see why.")
            try:
                read = os.read(terminal, 65536)
            except OSError:
                break
            if not read:
                break
            output += read
            if seen is None and done(output):
                seen = time.perf_counter() - start
                os.kill(pid, signal.SIGKILL)
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return seen if seen is not None else time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--deck", help="another deck than the built-in one")
    options = parser.parse_args()
    deck = ["--deck", options.deck] if options.deck else []
    drill = [sys.executable, "-m", "trainer", *deck, "drill"]
    one_word = [sys.executable, "-c", ONE_WORD]
    first: list[float] = []
    word: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        for run in range(options.runs + 1):
            a = measure(drill, lambda output: PROMPT.search(output) is not None, home)
            b = measure(one_word, lambda output: False, home)
            # The first pair fills the caches of the disk and of compiled modules.
            if run:
                first.append(a)
                word.append(b)
    a, b = statistics.median(first), statistics.median(word)
    print(f"first question  {a * 1000:6.0f} ms  ({min(first):.3f} to {max(first):.3f} s)")
    print(f"one-word app    {b * 1000:6.0f} ms  ({min(word):.3f} to {max(word):.3f} s)")
    print(f"ratio           {a / b:6.2f}     (aim {TARGET}, limit {LIMIT})")
    sys.exit(a / b > LIMIT)


if __name__ == "__main__":
    main()
