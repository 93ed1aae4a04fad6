"""Runs for a learner: what an edit came to, what it prints, and that it can be stopped."""

import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.model import Cell, Ending, Snippet
from trainer.runtime.learner import LearnerRuns
from trainer.runtime.limits import MEBIBYTE, Limits

pytestmark = pytest.mark.engine

SNIPPET = Snippet(
    name="small",
    path=Path("small.py"),
    title="",
    domain="spark-ml",
    objectives=(),
    docs="",
    requires=(),
    given=Cell("rows = 3", 1),
    code=Cell("total = spark.range(rows).count()", 1),
    check=Cell("assert total == 3, 'the total is wrong'", 1),
)


class Printed:
    """Takes a program's output and notes when each piece came."""

    def __init__(self):
        self.pieces = []
        self.came = threading.Event()

    def __call__(self, text):
        self.pieces.append((time.monotonic(), text))
        self.came.set()

    @property
    def text(self):
        return "".join(text for _, text in self.pieces)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    limits = Limits(processes=20, memory=512 * MEBIBYTE)
    with LearnerRuns(tmp_path_factory.mktemp("cache"), limits) as runs:
        runs.warm_up().result(120)
        yield runs


def outcome_of(runs, code, printed=lambda text: None, seconds=20.0):
    return runs.run(SNIPPET, code, printed, seconds).outcome.result(60)


@pytest.mark.parametrize(
    ("code", "ending", "exception", "line"),
    [
        ("total = spark.range(rows).count()", Ending.PASSED, None, None),
        ("total = 3\n\ntotal / 0", Ending.RAISED, "ZeroDivisionError", 3),
        ("total = spark.range(rows + 1).count()", Ending.CHECK_FAILED, "AssertionError", None),
        ("total = 3\ntotal = (4", Ending.RAISED, "SyntaxError", 2),
        ("total = 3\nfor row in range(3):\ntotal = 4", Ending.RAISED, "IndentationError", 3),
        ("", Ending.CHECK_RAISED, "NameError", None),
        ("import sys\nsys.exit(3)", Ending.RAISED, "SystemExit", 2),
    ],
)
def test_each_way_to_end_is_told_with_its_line(runs, code, ending, exception, line):
    outcome = outcome_of(runs, code)
    assert (outcome.ending, outcome.exception) == (ending, exception), outcome
    assert outcome.line == line


def test_what_a_program_prints_comes_while_it_runs(runs):
    printed = Printed()
    code = "import time\nprint('befóre')\ntime.sleep(3)\nprint('after')\ntotal = 3"
    run = runs.run(SNIPPET, code, printed)
    assert printed.came.wait(30)
    assert printed.text == "befóre\n"
    assert not run.outcome.done()
    assert run.outcome.result(30).ending is Ending.PASSED
    assert printed.text == "befóre\nafter\n"
    assert printed.pieces[-1][0] - printed.pieces[0][0] > 2


def test_what_is_given_prints_nothing_for_the_learner(runs):
    printed = Printed()
    snippet = replace(SNIPPET, given=Cell("rows = 3\nprint('hidden')", 1))
    run = runs.run(snippet, "print('mine')\ntotal = rows", printed)
    assert run.outcome.result(60).ending is Ending.PASSED
    assert printed.text == "mine\n"


def test_output_without_end_is_cut_and_the_next_run_gets_none_of_it(runs):
    printed = Printed()
    outcome = outcome_of(runs, "for _ in range(20):\n    print('x' * 1024 * 1024)", printed)
    assert outcome.exception == "NameError"  # the check's: it went on to its end
    assert len(printed.text) < 2 * MEBIBYTE
    assert printed.text.endswith("(the rest of the output is left out)\n")
    printed = Printed()
    outcome_of(runs, "total = print('mine')", printed)
    assert printed.text == "mine\n"


def test_an_endless_loop_is_cancelled_at_once_and_the_next_run_works(runs):
    printed = Printed()
    run = runs.run(SNIPPET, "print('looping')\nwhile True:\n    pass", printed)
    waiting = runs.run(SNIPPET, "total = 3", printed)
    assert printed.came.wait(30)
    waiting.cancel()
    started = time.monotonic()
    run.cancel()
    assert run.outcome.cancelled()
    assert waiting.outcome.cancelled()
    assert outcome_of(runs, "total = 3").ending is Ending.PASSED
    assert time.monotonic() - started < 5
    run.cancel()  # once more, when it is over, must not reach who runs now
    assert outcome_of(runs, "total = 3").ending is Ending.PASSED


def test_an_endless_loop_ends_at_its_limit(runs):
    outcome = outcome_of(runs, "while True:\n    pass", seconds=1.5)
    assert outcome.ending is Ending.TIMEOUT
    assert "1.5 s" in outcome.message


def test_a_run_sees_nothing_of_the_one_before(runs):
    poison = """\
import builtins, os, mlflow
builtins.poison = True
os.environ["POISON"] = "1"
open("left.txt", "w").close()
spark.range(9).createOrReplaceTempView("poison")
spark.conf.set("spark.sql.shuffle.partitions", "77")
mlflow.set_experiment("poison")
mlflow.start_run()
total = 3"""
    look = """\
import builtins, os, mlflow
seen = [
    not hasattr(builtins, "poison"),
    "POISON" not in os.environ,
    not os.path.exists("left.txt"),
    not spark.catalog.tableExists("poison"),
    spark.conf.get("spark.sql.shuffle.partitions") != "77",
    mlflow.active_run() is None,
    mlflow.get_experiment_by_name("poison") is None,
]
assert all(seen), seen
total = 3"""
    assert outcome_of(runs, poison).ending is Ending.PASSED
    assert outcome_of(runs, look).ending is Ending.PASSED


FORKS = """\
import os, time
for _ in range(100):
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
time.sleep(60)"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(FORKS, id="a hundred children"),
        pytest.param("hog = bytearray(2 * 1024**3)\ntotal = 3", id="memory"),
        pytest.param("import os\nos._exit(0)", id="_exit"),
        pytest.param("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n", id="parent"),
        pytest.param("spark.stop()\ntotal = spark.range(3).count()", id="Spark stopped"),
    ],
)
def test_what_a_program_does_to_its_surroundings_is_its_own_outcome(runs, code):
    started = time.monotonic()
    outcome = outcome_of(runs, code)
    assert outcome is not None
    assert outcome.ending not in (Ending.PASSED, Ending.TIMEOUT), outcome
    assert outcome.message or outcome.exception
    assert time.monotonic() - started < 15
    assert outcome_of(runs, "total = spark.range(rows).count()").ending is Ending.PASSED


def test_closing_while_a_program_runs_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    printed = Printed()
    runs = LearnerRuns(tmp_path / "cache")
    run = runs.run(SNIPPET, "print('here')\nwhile True:\n    pass", printed)
    late = runs.run(SNIPPET, "total = 3", printed)
    assert printed.came.wait(120)
    started = time.monotonic()
    runs.close()
    assert time.monotonic() - started < 5
    assert run.outcome.done()
    assert late.outcome.cancelled()
    runs.close()
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in listing.stdout
    assert list(tmp_path.glob("trainer-*")) == []
