"""Runs `trainer serve` as a process, and visits it without a browser."""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Protocol

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.tui.terminal import Terminal
from trainer.learning.history import History

ROOT = Path(__file__).parents[2]
SECONDS = 60
SETTINGS = 'kinds = ["spot"]\nlessons = false\n'
"""One kind of question, that any test can answer; and nothing that would start Spark."""


class Served:
    """A server that runs, and its sessions."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address

    def sessions(self) -> list[int]:
        """The processes that the server started and that run."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]


@contextmanager
def serving(deck: Path, home: Path, *options: str) -> Iterator[Served]:
    """A server of its own, at any port that is free."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text(SETTINGS)
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", "--deck", str(deck), "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TRAINER_HOME": str(home)},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+:\d+", line)
        assert found, line or (process.stderr and process.stderr.read())
        yield Served(process, found[0])
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)


class Visit:
    """A tab without a browser: what it shows, and keys."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.terminal = Terminal()
        self.asked: list[str] = []
        """What the session asked the page to do, as JSON."""

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(SECONDS):
            while not done():
                assert await self.receive(), f"closed too early:\n{self.terminal.text}"

    async def until_shown(self, text: str) -> None:
        await self.until(lambda: text in self.terminal.text)

    async def until_closed(self) -> str:
        """Waits for the end of the session; returns the screen."""
        async with asyncio.timeout(SECONDS):
            while await self.receive():
                pass
        return self.terminal.text

    async def press(self, keys: str) -> None:
        await self.socket.send_json(["stdin", keys])

    async def receive(self) -> bool:
        message = await self.socket.receive()
        if message.type is WSMsgType.BINARY:
            self.terminal.feed(message.data)
        elif message.type is WSMsgType.TEXT:
            self.asked.append(message.data)
        else:
            return False
        return True


@asynccontextmanager
async def visiting(served: Served) -> AsyncIterator[Visit]:
    async with (
        ClientSession() as client,
        client.ws_connect(f"{served.address}/ws?width=80&height=24") as socket,
    ):
        yield Visit(socket)


def ended(pids: list[int]) -> bool:
    """Waits for processes that are not ours; says whether all ended in good time."""
    for pid in pids:
        try:
            watched = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            if not select.select([watched], [], [], SECONDS)[0]:
                return False
        finally:
            os.close(watched)
    return True


class Tab(Protocol):
    """What a browser's tab and one without a browser have in common."""

    terminal: Terminal

    async def press(self, keys: str) -> None: ...
    async def until(self, done: Callable[[], bool]) -> None: ...
    async def until_shown(self, text: str) -> None: ...


async def first_question(tab: Tab) -> None:
    await tab.until_shown("Start a drill")
    await tab.press("\r")
    await tab.until_shown("Nothing is wrong")


async def reveal(tab: Tab) -> None:
    """Chooses the first option in every step that is left."""
    await tab.until_shown("Choose")
    while "Docs" not in tab.terminal.text:
        before = tab.terminal.text
        await tab.press("1")
        await tab.until(lambda before=before: tab.terminal.text != before)


def answers() -> list[tuple[str, str]]:
    """Snippet and response of all answers, the newest first."""
    history = History()
    found = [(each.snippet, each.response) for each in history.answers()]
    history.close()
    return found
