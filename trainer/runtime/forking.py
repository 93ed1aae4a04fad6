"""Runs a function in a forked child process, within a time limit, and brings back what it says."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

_kept: list[Any] = []
"""What a child must not close, since its parent uses it: sockets and database connections."""


@dataclass(frozen=True)
class Answer:
    """What came of a child: its answer, or None with the reason."""

    value: Any
    timed_out: bool = False
    exit_status: int = 0


def run_in_child(work: Callable[[], Any], seconds: float) -> Answer:
    """Calls `work` in a child and waits for its answer, which must be plain JSON data.

    The child and whatever it started are killed at the limit.
    """
    receive, send = os.pipe()
    pid = fork_child()
    if pid == 0:
        os.close(receive)
        answer = json.dumps(work()).encode()
        with os.fdopen(send, "wb") as stream:
            stream.write(answer)
        leave()
    os.close(send)
    try:
        data, timed_out = _read_all(receive, seconds)
    finally:
        os.close(receive)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    try:
        return Answer(json.loads(data))
    except ValueError:
        return Answer(None, timed_out, os.waitstatus_to_exitcode(status))


def fork_child() -> int:
    """Forks; the child leads a process group of its own and ends when its parent does.

    The child shares no connection with its parent: not to the JVM, not to a database.
    """
    # A collection in the child must not release JVM objects that the parent still holds.
    gc.collect()
    gc.freeze()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpgid(pid, pid)
        return pid
    with contextlib.suppress(PermissionError):
        os.setpgid(0, 0)
    end_with_parent(parent)
    _forget_gateway()
    _forget_databases()
    return 0


def leave() -> NoReturn:
    """Ends a child at once: no exit handler of the parent's may run in it."""
    os._exit(0)


def end_with_parent(parent: int) -> None:
    """Asks Linux to kill this process when its parent ends; elsewhere nothing is done."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


def watch_databases() -> None:
    """Notes every SQLAlchemy engine that connects from now on, for `_forget_databases`."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    @event.listens_for(Engine, "engine_connect")
    def note(connection: Any) -> None:
        if connection.engine not in _engines:
            _engines.append(connection.engine)


_engines: list[Any] = []


def _forget_databases() -> None:
    for engine in _engines:
        _kept.append(engine.pool)
        engine.dispose(close=False)


def _forget_gateway() -> None:
    """Makes py4j open new connections and leave the parent's alone.

    Neither does a child ever tell the JVM to let go of an object: py4j hands that to a thread,
    which does not live on in a forked process.
    """
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is None:
        return
    client = gateway._gateway_client
    _kept.append((client.deque, client.thread_connection))
    client.deque = deque()
    client.thread_connection = threading.local()


def _read_all(descriptor: int, seconds: float) -> tuple[bytes, bool]:
    """Reads to the end, for so long at most; says whether time ran out."""
    deadline = time.monotonic() + seconds
    chunks: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([descriptor], [], [], left)
        if not ready:
            break
        chunk = os.read(descriptor, 65536)
        if not chunk:
            return b"".join(chunks), False
        chunks.append(chunk)
    return b"".join(chunks), True
