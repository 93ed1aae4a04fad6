"""The worker's process as seen from outside: how it is started, spoken with, and ended."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trainer.runtime.forking import descendants, kill_all
from trainer.runtime.limits import STOP_SECONDS
from trainer.runtime.settings import clean_environment


class Channel:
    """A worker process with a scratch folder of its own; it is started at once.

    `send` and `kill` may be called from any thread, the rest from one at a time.
    """

    def __init__(self, cache: Path, sandbox: bool) -> None:
        self._scratch = Path(tempfile.mkdtemp(prefix="trainer-"))
        self._buffer = b""
        self._sending = threading.Lock()
        self.on_output: Callable[[bytes], None] = lambda data: None
        """Is given what programs print that are run with their output."""
        jobs, self._jobs = os.pipe()
        self._reports, reports = os.pipe()
        self._output, output = os.pipe()
        arguments = [str(jobs), str(reports), str(output), str(self._scratch), str(cache)]
        # -P: the folder from which we were called is none of the program's.
        command = [sys.executable, "-P", "-m", "trainer.runtime.worker", *arguments]
        if sandbox:
            from trainer.runtime.sandbox import sandboxed

            cache.mkdir(parents=True, exist_ok=True)
            command = sandboxed(command, writable=[self._scratch, cache], readable=[])
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(jobs, reports, output),
                env=clean_environment(),
                start_new_session=True,
            )
        for descriptor in (jobs, reports, output):
            os.close(descriptor)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    @property
    def log(self) -> str:
        """The last lines of what the worker itself printed."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])

    def send(self, message: dict[str, Any]) -> None:
        """Raises OSError where the worker has ended."""
        data = (json.dumps(message) + "\n").encode()
        with self._sending:
            while data:
                data = data[os.write(self._jobs, data) :]

    def receive(self, deadline: float) -> dict[str, Any] | None:
        """The next message; None if the worker ends, or at `deadline` (of time.monotonic)."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._reports, selectors.EVENT_READ)
            selector.register(self._output, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    return None
                for key, _ in ready:
                    chunk = os.read(key.fd, 65536)
                    if key.fd == self._reports:
                        if not chunk:
                            self._wait()
                            return None
                        self._buffer += chunk
                    elif chunk:
                        self.on_output(chunk)
                    else:
                        selector.unregister(self._output)
        line, _, self._buffer = self._buffer.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def _wait(self) -> None:
        """Waits for a worker that has closed its pipes: Linux lets it live a little longer."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """Ends the worker at once; `end` has still to be called."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def end(self, patiently: bool) -> None:
        """Ends the worker and all that descends from it, and removes its files.

        If `patiently`, it is given STOP_SECONDS to end in its own way.
        """
        family = descendants(of=[self._process.pid])
        with self._sending:
            for descriptor in (self._jobs, self._reports, self._output):
                os.close(descriptor)
            self._jobs = -1
        if patiently:
            self._wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)  # the worker and its JVM
        kill_all(family)  # also who has left that group
        self._process.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self._scratch / "worker.log"
