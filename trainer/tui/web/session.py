"""A visitor's session: a process that runs the trainer, and what passes between it and the page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import textwrap
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Any

from textual_serve.app_service import AppService

_READY = b"__GANGLION__\n"
_DRIVER = "trainer.tui.web.driver:SessionDriver"
_PATIENCE = 5.0
"""Seconds that a session has to end by itself; then those between a request and force."""

_FAILED = "The session ended because of a fault in the trainer. What you answered is kept."
_MOST = 65536


class Session(AppService):
    """Starts the trainer without a shell, tells the visitor if that fails, and leaves nothing."""

    def __init__(self, command: Sequence[str], **options: Any) -> None:
        super().__init__(" ".join(command), **options)
        self._arguments = command
        self._ending: asyncio.Task[None] | None = None
        self._columns = 80

    async def stop(self) -> None:
        """Ends the process and all that it started; returns when they are gone."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end())
        await asyncio.shield(self._ending)

    async def run(self) -> None:
        """Passes on what the process writes, until it ends."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        assert process.stderr is not None
        stderr = asyncio.create_task(_tail(process.stderr))
        forward = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}
        try:
            while (line := await process.stdout.readline()) != _READY:
                if not line:
                    break
            while True:
                head = await process.stdout.readexactly(5)
                payload = await process.stdout.readexactly(int.from_bytes(head[1:], "big"))
                await forward[head[:1]](payload)
        except (asyncio.IncompleteReadError, ConnectionError, KeyError):
            pass
        finally:
            # Its output has ended, or nobody hears it any more.
            if process.stdin is not None:
                process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _PATIENCE)
            await self._tell_failure(process, stderr)
            stderr.cancel()
            with contextlib.suppress(ConnectionError):
                await self.remote_close()

    async def on_meta(self, data: bytes) -> None:
        # The page is left when the process has ended: it may have something to say yet.
        if json.loads(data).get("type") != "exit":
            await super().on_meta(data)

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._columns = max(20, width)
        environment = self._build_environment(width, height) | {"TEXTUAL_DRIVER": _DRIVER}
        # A group of its own: a Ctrl-C is for the server, and the group can be ended as one.
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=True,
        )
        self._stdin = self._process.stdin
        return self._process

    async def _tell_failure(self, process: Process, stderr: asyncio.Task[str]) -> None:
        """Shows our own messages as they are; a traceback is for the server's terminal."""
        said = ""
        with contextlib.suppress(TimeoutError):
            said = (await asyncio.wait_for(asyncio.shield(stderr), 1)).strip()
        # Textual ends an app that crashed as it ends any other, but for what it prints.
        if not process.returncode and "Traceback" not in said:
            return
        ours = said.startswith("trainer: ")
        if said and not ours:
            sys.stderr.write(f"{said}\n")
        text = said.removeprefix("trainer: ") if ours else _FAILED
        lines = [part for line in text.split("\n") for part in textwrap.wrap(line, self._columns)]
        with contextlib.suppress(ConnectionError):
            await self.remote_write_bytes(b"\x1b[?1049l\x1b[0m\x1b[2J\x1b[H")
            await self.remote_write_bytes("\r\n".join(lines).encode())

    async def _end(self) -> None:
        process = self._process
        if process is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        # One that does not read must not hold us up.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.send_meta({"type": "quit"}), _PATIENCE)
        for number in (None, signal.SIGTERM):
            if number is not None:
                _signal(process, number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _PATIENCE)
                break
        _signal(process, None)
        await process.wait()
        if self._task is not None:
            await self._task


async def _tail(stream: asyncio.StreamReader) -> str:
    """The end of what a stream says."""
    kept = b""
    while read := await stream.read(4096):
        kept = (kept + read)[-_MOST:]
    return kept.decode(errors="replace")


def _signal(process: Process, number: int | None) -> None:
    """Sends a signal to the process and its group; None is the one that cannot be refused."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL if number is None else number)
        elif process.returncode is None:
            process.kill()
