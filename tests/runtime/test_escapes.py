"""Nothing escapes: what a mutant does ends as its own verdict, and its neighbours go on."""

import contextlib
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from trainer.model import Ending
from trainer.runtime.engine import Engine
from trainer.runtime.limits import MEBIBYTE, Limits

pytestmark = pytest.mark.engine

DIED, RAISED, PASSED, TIMEOUT = Ending.DIED, Ending.RAISED, Ending.PASSED, Ending.TIMEOUT

GIVEN = """
import builtins, ctypes, json, os, resource, signal, subprocess, sys, tempfile, threading, time
import pandas as pd
from pyspark.sql.functions import pandas_udf
jvm = spark._jvm.java.lang.ProcessHandle.current().pid()

def forks(most):
    for _ in range(most):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)

class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no words")

def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(300)
        os._exit(0)

def fill(folder):
    for number in range(10_000):
        with open(os.path.join(folder, f"fill-{number}"), "wb") as file:
            file.write(b"x" * 1_000_000)

def in_udf(work):
    def each(values: pd.Series) -> pd.Series:
        work()
        return values
    return spark.range(0, 4, 1, 2).select(pandas_udf(each, "long")("id")).collect()

def loop():
    while True:
        pass

def deep(n=0):
    return deep(n + 1)
"""


@dataclass(frozen=True)
class Escape:
    """What a mutant does, how it must end, and what the message must say."""

    code: str
    endings: tuple[Ending, ...]
    message: str = ""


ESCAPES = {
    "an endless loop": Escape("loop()", (TIMEOUT,), "still running after"),
    "an endless loop in a UDF": Escape("in_udf(loop)", (TIMEOUT,), "still running after"),
    "an endless loop in a thread": Escape(
        "threading.Thread(target=loop).start()", (PASSED, TIMEOUT)
    ),
    "an endless wait": Escape("threading.Event().wait()", (TIMEOUT,), "still running after"),
    "an endless job": Escape(
        "spark.range(0, 10**14, 1, 2).selectExpr('sum(hash(id))').collect()",
        (TIMEOUT,),
        "still running after",
    ),
    "a hundred processes": Escape("forks(100); time.sleep(60)", (DIED,), "processes"),
    "a few processes left behind": Escape("forks(5)", (PASSED,)),
    "a hundred processes in a UDF": Escape("in_udf(lambda: forks(100))", (PASSED, DIED, RAISED)),
    "a process of its own session": Escape(
        "subprocess.Popen(['sleep', '300'], start_new_session=True)", (PASSED,)
    ),
    "a daemon": Escape("daemon()", (PASSED,)),
    "a process of a UDF": Escape(
        "in_udf(lambda: subprocess.Popen(['sleep', '300'], start_new_session=True))", (PASSED,)
    ),
    "a fork that returns": Escape("os.fork()", (PASSED,)),
    "a memory hog": Escape("bytearray(64 * 2**30)", (RAISED,), ""),
    "a slow memory hog": Escape(
        "hoard = [bytearray(50_000_000) for _ in range(400)]", (RAISED, DIED)
    ),
    "a memory hog in a UDF": Escape("in_udf(lambda: bytearray(5 * 2**30))", (RAISED, DIED)),
    "os._exit(0)": Escape("os._exit(0)", (DIED,), "status 0"),
    "os._exit(7)": Escape("os._exit(7)", (DIED,), "status 7"),
    "os._exit in a UDF": Escape("in_udf(lambda: os._exit(7))", (RAISED,)),
    "os.abort": Escape("os.abort()", (DIED,), "SIGABRT"),
    "a segmentation fault": Escape("ctypes.string_at(0)", (DIED,), "SIGSEGV"),
    "sys.exit": Escape("sys.exit('enough')", (RAISED,), "enough"),
    "an interrupt": Escape("raise KeyboardInterrupt", (RAISED,)),
    "an alarm": Escape("signal.alarm(1); time.sleep(60)", (DIED,), "SIGALRM"),
    "a stopped process": Escape("os.kill(os.getpid(), signal.SIGSTOP)", (TIMEOUT,)),
    "a killed process group": Escape("os.killpg(os.getpgrp(), signal.SIGKILL)", (DIED,), "SIGKILL"),
    "a killed parent": Escape("os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)", (DIED,)),
    "a terminated parent": Escape("os.kill(os.getppid(), signal.SIGTERM); time.sleep(60)", (DIED,)),
    "a killed JVM": Escape("os.kill(jvm, signal.SIGKILL)", (DIED,), "JVM"),
    "a JVM that exits": Escape("spark._jvm.System.exit(3)", (DIED,), "JVM"),
    "a stopped Spark": Escape("spark.stop()", (RAISED, PASSED)),
    "all descriptors closed": Escape("os.closerange(0, 4096)", (DIED,), "before it was through"),
    "a closed stdout": Escape("sys.stdout.close(); sys.stderr.close()", (PASSED,)),
    "a closed descriptor of stdout": Escape("os.close(1); os.close(2)", (PASSED,)),
    "a gigabyte on stdout": Escape(
        "for _ in range(1024): sys.stdout.write('x' * 2**20)", (PASSED,)
    ),
    "a file at home": Escape(
        "open(os.path.expanduser('~/escape-poison'), 'w').write('x')", (PASSED,)
    ),
    "a full temporary directory": Escape("fill(tempfile.gettempdir())", (DIED,), "files"),
    "a full run directory": Escape("fill('.')", (DIED,), "files"),
    "a huge file": Escape(
        "open('huge', 'wb').write(b'x' * 50_000_000)", (RAISED,), "File too large"
    ),
    "a huge hollow file": Escape("os.truncate('mlflow.db', 2**40)", (RAISED,), "File too large"),
    "a huge message": Escape("raise ValueError('x' * 100_000_000)", (RAISED, DIED)),
    "an exception that says nothing": Escape("raise Silent", (RAISED,)),
    "an exception that no file can hold": Escape("raise ValueError('\\ud800')", (RAISED,)),
    "an endless recursion": Escape("deep()", (RAISED,), "recursion"),
    "a low recursion limit": Escape("sys.setrecursionlimit(60); deep()", (RAISED, DIED)),
    "an endless recursion without limit": Escape(
        "sys.setrecursionlimit(10**9); deep()", (RAISED, DIED, TIMEOUT)
    ),
    "a missing len": Escape("builtins.len = None; 1 / 0", (RAISED, DIED)),
    "a missing json": Escape("json.dumps = json.loads = None", (PASSED, DIED)),
    "a missing clock": Escape("time.monotonic = None", (PASSED, DIED)),
    "a missing os.write": Escape("os.write = None", (PASSED, DIED)),
    "a missing os._exit": Escape("os._exit = None", (PASSED, DIED)),
    "missing built-in names": Escape("vars(builtins).clear()", (RAISED, DIED)),
    "a missing print": Escape("builtins.print = builtins.open = None", (PASSED,)),
}

LIMITS = Limits(seconds=5, disk=100 * MEBIBYTE, file_size=40 * MEBIBYTE, memory=1024 * MEBIBYTE)
CODE = (
    "here = 'untouched'\nhome = os.path.exists(os.path.expanduser('~/escape-poison'))\nlast = here"
)
# What left files, processes or a dead JVM behind is seen by the neighbour that looks.
CHECK = """
assert home == (here == 'home')
if here == 'look':
    assert spark.range(4).repartition(2).count() == 4
    assert not [f for f in os.listdir('.') + os.listdir(tempfile.gettempdir()) if 'fill' in f]
"""


@dataclass(frozen=True)
class After:
    """How each escape and the neighbour after it ended, and what the engine left behind."""

    outcomes: dict
    temporary: list
    processes: list
    ports: list
    home: bool


@pytest.fixture(scope="module")
def after(lines, tmp_path_factory):
    temporary = tmp_path_factory.mktemp("temporary")
    cache = tmp_path_factory.mktemp("cache")
    before = tempfile.tempdir
    tempfile.tempdir = str(temporary)
    known = {process.pid for process in psutil.process_iter()}
    opened = set()
    try:
        mutants = []
        for name, escape in ESCAPES.items():
            word = "home" if name == "a file at home" else "escape"
            mutants += [(1, f"here = {word!r}\n{escape.code}"), (1, "here = 'look'")]
        with Engine(cache, LIMITS) as engine:
            runs, ended = lines(engine, CODE, mutants, given=GIVEN, check=CHECK)
            opened = _ports(_below_us())
            assert opened  # Spark's own
            assert runs.baseline.ending is PASSED, runs.baseline
        pairs = zip(ended[::2], ended[1::2], strict=True)
        outcomes = dict(zip(ESCAPES, pairs, strict=True))
        left = _wait_for(lambda: _left(known, temporary))
        yield After(
            outcomes,
            list(temporary.iterdir()),
            left,
            sorted(opened & _ports()),
            (Path.home() / "escape-poison").exists(),
        )
    finally:
        tempfile.tempdir = before


@pytest.mark.parametrize("name", ESCAPES)
def test_what_a_mutant_does_is_its_own_verdict(after, name):
    escaped, _ = after.outcomes[name]
    assert escaped.ending in ESCAPES[name].endings, escaped
    assert ESCAPES[name].message in (escaped.message or "")
    if escaped.ending in (DIED, TIMEOUT):
        assert escaped.message
        assert "Traceback" not in escaped.message
    if escaped.message:
        escaped.message.encode()  # evidence is a UTF-8 file


@pytest.mark.parametrize("name", ESCAPES)
def test_its_neighbour_goes_on(after, name):
    _, looked = after.outcomes[name]
    assert looked.ending is PASSED, looked


def test_nothing_is_left_behind(after):
    assert after.temporary == []
    assert after.processes == []
    assert after.ports == []
    assert not after.home


def _left(known, temporary):
    """The command lines of processes that began since, and are below us or know our folder."""
    below = _below_us()
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            new = process.pid not in known and process.status() != psutil.STATUS_ZOMBIE
            if new and (process.pid in below or str(temporary) in str(process.environ())):
                found.append(process.cmdline())
    return found


def _below_us():
    return {process.pid for process in psutil.Process().children(recursive=True)}


def _ports(of=None):
    """The ports on which processes listen."""
    return {
        each.laddr.port
        for each in psutil.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN and (of is None or each.pid in of)
    }


def _wait_for(look, seconds=10):
    """What `look` finds, once it finds nothing or time is up."""
    deadline = time.monotonic() + seconds
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found
