"""Forks processes that share no connection with their parent, and ends whatever they started."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import random
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_kept: list[Any] = []
"""What a child must not close, since its parent uses it: sockets and database connections."""

_ENDED = (b"Z", b"X")

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


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
    # Python seeds its random numbers anew after a fork, but it is one program that goes on.
    numbers = random.getstate()
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
    random.setstate(numbers)
    return 0


def leave(status: int = 0) -> NoReturn:
    """Ends a child at once: no exit handler of the parent's may run in it."""
    os._exit(status)


def end_with_parent(parent: int) -> None:
    """Asks Linux to kill this process when its parent ends; elsewhere nothing is done."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def adopt_orphans() -> None:
    """Makes this process the parent of every descendant whose own parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def descendants(
    spared: Iterable[int] = (),
    of: Iterable[int] | None = None,
    children: Mapping[int, list[int]] | None = None,
) -> list[int]:
    """The living processes that descend from this one, without those `spared` and theirs.

    Or from those processes that are named by `of`, if they live. `children` is what `living` gave.
    """
    if children is None:
        children = living()
    left = set(spared)
    found: list[int] = []
    waiting = [os.getpid()] if of is None else list(of)
    while waiting:
        born = [pid for pid in children.get(waiting.pop(), ()) if pid not in left]
        found += born
        waiting += born
    return found


def living() -> dict[int, list[int]]:
    """The processes that live on this machine, by their parents.

    Read from Linux itself, as it is asked for ten times a second while a program runs: psutil,
    which makes an object of each process first, took a ninth of all time that a verification had.
    See proc_pid_stat(5).
    """
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
            # The program's name, in brackets, may itself hold brackets and blanks.
            state, parent = file.read().rpartition(b")")[2].split(maxsplit=2)[:2]
            if state not in _ENDED:
                children.setdefault(int(parent), []).append(int(name))
    return children


def end_descendants(spared: Iterable[int] = (), seconds: float = 5.0) -> bool:
    """Kills all descendants but those `spared` and theirs; whether all of them have ended.

    For a process that adopts orphans.
    """
    deadline = time.monotonic() + seconds
    spared = list(spared)
    while found := descendants(spared):
        kill_all(found)
        _reap(found)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def udf_workers(worker: int, jvm: int, stage: int) -> list[int]:
    """The Python workers of Spark, and what they have left to the process that holds the JVM.

    The JVM's own children, which these are forked from, are not among them. `stage` is the other
    child of the process `worker`.
    """
    children = living()
    found = set(descendants(of=[jvm], children=children)) - set(children.get(jvm, ()))
    return sorted(found | set(descendants([jvm, stage], [worker], children)))


def kill_all(pids: Iterable[int]) -> None:
    """Kills processes; all are stopped first, so that none can start another meanwhile."""
    pids = list(pids)
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)


def _reap(pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


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


def own_accumulators(spark: SparkSession) -> threading.Thread:
    """Gives this process a server of its own for what Python workers add to accumulators.

    The parent's thread that serves them does not live on in a forked process; to stop Spark would
    wait for it for ever. Returns the new thread.
    """
    from pyspark.accumulators import _start_update_server

    context: Any = spark.sparkContext
    _kept.append(context._accumulatorServer)
    before = set(threading.enumerate())
    secret = context._gateway.gateway_parameters.auth_token
    server = _start_update_server(secret, False)
    host, port = server.server_address
    context._accumulatorServer = server
    context._javaAccumulator = context._jvm.PythonAccumulatorV2(host, port, secret)
    context._jsc.sc().register(context._javaAccumulator)
    (thread,) = set(threading.enumerate()) - before
    return thread


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
