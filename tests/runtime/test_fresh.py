"""Running a program in a new process with its own JVM: outcomes, limits, nothing left behind."""

import tempfile
import threading
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from trainer.errors import WorkerError
from trainer.model import Ending
from trainer.runtime.fresh import run_fresh
from trainer.runtime.program import Cells

pytestmark = pytest.mark.engine

LONG = "86399.25"
"""Seconds that no other process of this machine is likely to sleep."""


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("fresh-cache")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The folder in which scratch directories are made."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def run(cache, place):
    def run(code, given="", check="", seconds=30.0, stop=None):
        return run_fresh(Cells(given, code, check), cache, seconds, stop)[0]

    return run


def _living(place):
    """The processes whose temporary directory lies in `place`, and those that sleep for long."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            mark, sleep = f"{place}/".encode(), LONG.encode()
            if (
                mark in (entry / "environ").read_bytes()
                or sleep in (entry / "cmdline").read_bytes()
            ):
                found.append(entry.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("code", "ending", "exception", "line", "message"),
    [
        ("b = spark.range(a).count()", Ending.PASSED, None, None, None),
        ("b = 1\nb = a + 'text'", Ending.RAISED, "TypeError", 2, "unsupported operand"),
        ("b = a + 1", Ending.CHECK_FAILED, "AssertionError", None, "b is wrong"),
        ("c = a", Ending.CHECK_RAISED, "NameError", None, "'b' is not defined"),
        ("import sys; sys.exit('enough')", Ending.RAISED, "SystemExit", 1, "enough"),
        ("import os; os._exit(3)", Ending.DIED, None, None, "status 3 before"),
        ("import os; os.kill(os.getpid(), 9)", Ending.DIED, None, None, "killed by SIGKILL before"),
        ("while True: pass", Ending.TIMEOUT, None, None, "still running after 2 s"),
    ],
)
def test_each_way_to_end_is_told_apart(run, place, code, ending, exception, line, message):
    seconds = 2.0 if ending is Ending.TIMEOUT else 30.0
    outcome = run(code, given="a = 2", check="assert b == 2, 'b is wrong'", seconds=seconds)
    assert (outcome.ending, outcome.exception, outcome.line) == (ending, exception, line)
    assert (message or "") in (outcome.message or "")
    assert list(place.iterdir()) == []
    assert _living(place) == []


def test_a_given_that_raises_is_told(run):
    assert run("a = 1", given="1 / 0").ending is Ending.GIVEN_RAISED


def test_a_program_finds_an_empty_store_and_keeps_its_artifacts_beside_it(run):
    outcome = run(
        """import os, tempfile
from pathlib import Path
import mlflow

assert len(mlflow.search_runs(search_all_experiments=True)) == 0
assert [each.name for each in Path.cwd().iterdir()] == ["mlflow.db"]
assert Path.home().parent == Path(tempfile.gettempdir()).parent == Path.cwd().parent
with mlflow.start_run():
    mlflow.log_text("text", "note.txt")
    uri = mlflow.get_artifact_uri("note.txt")
assert uri.startswith(str(Path.cwd() / "mlruns" / "0")), uri
assert list(Path.cwd().glob("mlruns/0/*/artifacts/note.txt"))
assert mlflow.models.infer_pip_requirements.__module__.startswith("mlflow.")
assert mlflow.utils.thread_utils.os is os
assert not spark.conf.get("spark.python.daemon.module", None)
"""
    )
    assert outcome.ending is Ending.PASSED, outcome.traceback


def test_what_a_program_started_ends_with_it_and_its_files_go(run, place):
    outcome = run(
        """import os, subprocess
from pathlib import Path

subprocess.Popen(["sleep", long])
subprocess.Popen(["sleep", long], start_new_session=True)
subprocess.Popen(["sleep", long], env={}, process_group=0)
(Path.home() / "left.txt").write_text("x")
os.makedirs("left/over")
""",
        given=f"long = '{LONG}'",
    )
    assert outcome.ending is Ending.PASSED, outcome.traceback
    assert list(place.iterdir()) == []
    assert _living(place) == []


def test_a_run_that_is_stopped_ends_at_once_and_leaves_nothing(run, place):
    stop = threading.Event()
    timer = threading.Timer(3, stop.set)
    timer.start()
    with pytest.raises(CancelledError):
        run("while True: pass", stop=stop)
    timer.join()
    assert list(place.iterdir()) == []
    assert _living(place) == []


def test_a_process_that_does_not_start_is_no_verdict(place, tmp_path):
    file = tmp_path / "a file"
    file.write_text("where the cache should be")
    with pytest.raises(WorkerError, match="did not start"):
        run_fresh(Cells("", "a = 1", ""), file, 30)
    assert list(place.iterdir()) == []
    assert _living(place) == []
