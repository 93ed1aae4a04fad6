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
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.runtime.forking import descendants, end_descendants, fork_child, leave
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
    spared: Iterable[int] = (),
    hidden: Iterable[int] = (),
) -> Answer:
    """Calls `work` in a child and waits for its answer, which must be plain JSON data.

    Whatever the child started has ended on return. `spared` are children of this process that are
    none of the run's; `hidden` are file descriptors that the child must not have. This process must
    adopt orphans.
    """
    receive, send = os.pipe()
    pid = fork_child()
    if pid == 0:
        try:
            for descriptor in (receive, *hidden):
                os.close(descriptor)
            _limit(limits)
            data = json.dumps(work()).encode()
        except BaseException:
            data = json.dumps({"harness": traceback.format_exc()}).encode()
        with contextlib.suppress(OSError):
            _write(send, data)
        leave()
    os.close(send)
    spared = tuple(spared)
    try:
        data, reason, timed_out = _watch(receive, seconds, limits, world, spared)
    finally:
        os.close(receive)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)
        status = _wait(pid)
        end_descendants(spared)
    if reason:
        return Answer(None, timed_out, reason)
    try:
        value = json.loads(data)
    except ValueError:
        return Answer(None, reason=f"the process {_told(status)} before it was through")
    if isinstance(value, dict) and "harness" in value:
        return Answer(None, reason=f"no outcome could be made of it: {value['harness']}")
    return Answer(value)


def _limit(limits: Limits) -> None:
    """Sets what the kernel itself can hold a process to."""
    with contextlib.suppress(OSError):
        # If memory runs out all the same, this process goes first, and not the JVM.
        Path("/proc/self/oom_score_adj").write_text("1000")
    status = Path("/proc/self/status").read_text()
    data = next((line for line in status.splitlines() if line.startswith("VmData:")), "VmData: 0")
    most = int(data.split()[1]) * 1024 + limits.memory
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _watch(
    receive: int, seconds: float, limits: Limits, world: World, spared: tuple[int, ...]
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
            if len(data) > limits.answer:
                return b"", "ended: its outcome was too long to be kept", False
        elif reason := _excess(limits, world, spared):
            return b"", reason, False
    return b"", f"still running after {seconds:g} s", True


def _excess(limits: Limits, world: World, spared: tuple[int, ...]) -> str:
    """Which limit the run has gone beyond that the kernel does not see."""
    if len(descendants(spared)) > limits.processes:
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
