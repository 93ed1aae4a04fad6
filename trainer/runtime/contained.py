"""Runs a function in a forked child within limits, and brings back what it says.

The limits contain faults: a program that loops, forks, fills memory or disk, or kills itself ends
as an answer like any other. They do not contain an attacker, who has the rights of the user.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass

# Names of our own: a program may have set those of the modules to anything.
from json import dumps
from os import _exit, close, getpid, write
from pathlib import Path
from typing import Any, NoReturn

from trainer.runtime.forking import descendants, end_descendants, fork_child, kill_all
from trainer.runtime.limits import MEBIBYTE, WATCH_SECONDS, Limits
from trainer.runtime.world import World


@dataclass(frozen=True)
class Answer:
    """What came of a child: its answer, or None with the reason."""

    value: Any
    timed_out: bool = False
    reason: str = ""


def run_contained(
    work: Callable[[], Any],
    seconds: float,
    limits: Limits,
    world: World,
    elsewhere: Callable[[], list[int]],
    spared: Iterable[int] = (),
    hidden: Iterable[int] = (),
) -> Answer:
    """Calls `work` in a child and waits for its answer, which must be plain JSON data.

    Whatever the child started has ended on return. `elsewhere` finds processes of the run that do
    not descend from this one: Spark's Python workers. `spared` are children of this process that
    are none of the run's; `hidden` are file descriptors that the child must not have. This process
    must adopt orphans.
    """
    receive, send = os.pipe()
    pid = fork_child()
    if pid == 0:
        _answer(work, send, (receive, *hidden), limits)
    os.close(send)
    spared = tuple(spared)
    try:
        data, reason, timed_out = _watch(
            receive,
            seconds,
            lambda: excess(limits, world, [*descendants(spared), *elsewhere()]),
            limits.answer,
        )
    finally:
        os.close(receive)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)
        status = _wait(pid)
        end_descendants(spared)
        kill_all(elsewhere())
    if reason:
        return Answer(None, timed_out, reason)
    try:
        value = json.loads(data)
    except ValueError:
        return Answer(None, reason=f"the process {_told(status)} before it was through")
    if isinstance(value, dict) and "harness" in value:
        return Answer(None, reason=f"no outcome could be made of it: {value['harness']}")
    return Answer(value)


def _answer(work: Callable[[], Any], send: int, hidden: Iterable[int], limits: Limits) -> NoReturn:
    """Works and writes a line of JSON; what the program did to Python must not keep it from ending.

    Where the program has forked, its children come here too, and say nothing.
    """
    try:
        pid = getpid()
        for descriptor in hidden:
            close(descriptor)
        limit_process(limits)
        try:
            data = dumps(work()).encode()
        except BaseException as error:
            data = dumps({"harness": f"{type(error).__name__} while it was told"}).encode()
        if getpid() == pid:
            data += b"\n"
            while data:
                data = data[write(send, data) :]
    finally:
        _exit(0)


def limit_process(limits: Limits) -> None:
    """Sets what the kernel itself can hold a process to."""
    with contextlib.suppress(OSError):
        # If memory runs out all the same, this process goes first, and not the JVM.
        Path("/proc/self/oom_score_adj").write_text("1000")
    status = Path("/proc/self/status").read_text()
    data = next((line for line in status.splitlines() if line.startswith("VmData:")), "VmData: 0")
    _set_limit(resource.RLIMIT_DATA, int(data.split()[1]) * 1024 + limits.memory)
    _set_limit(resource.RLIMIT_FSIZE, limits.file_size)
    _set_limit(resource.RLIMIT_CORE, 0)


def _set_limit(which: int, most: int) -> None:
    """Sets the soft limit only: a process that is forked from here has a higher one."""
    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _watch(
    receive: int, seconds: float, excess: Callable[[], str], most: int
) -> tuple[bytes, str, bool]:
    """Reads the answer to its end; the answer, why it was cut short, and whether time ran out."""
    deadline = time.monotonic() + seconds
    data = b""
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([receive], [], [], min(left, WATCH_SECONDS))
        if ready:
            chunk = os.read(receive, 65536)
            if not chunk:
                return data, "", False
            data += chunk
            # The end of the line, not of the stream: a process that it started may hold that open.
            if data.endswith(b"\n"):
                return data, "", False
            if len(data) > most:
                return b"", "ended: its outcome was too long to be kept", False
        elif reason := excess():
            return b"", reason, False
    return b"", f"still running after {seconds:g} s", True


def excess(limits: Limits, world: World, processes: Sized) -> str:
    """Which limit a run with these processes has gone beyond that the kernel does not see."""
    if len(processes) > limits.processes:
        return f"ended: it had more than {limits.processes} processes"
    if world.size() > limits.disk:
        return f"ended: its files held more than {limits.disk // MEBIBYTE} MiB"
    return ""


def _wait(pid: int) -> int:
    with contextlib.suppress(ChildProcessError):
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return 0


def _told(status: int) -> str:
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
