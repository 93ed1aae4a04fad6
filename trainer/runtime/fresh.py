"""Runs one program in a new process with its own JVM: the oracle that checks the fast path.

`run_fresh` is the outside. The inside is `python -m trainer.runtime.fresh SCRATCH CACHE`, which
runs the program as a notebook would: nothing is forked, patched, cloned or put back.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from trainer.errors import WorkerError
from trainer.model import Ending, Mutant, Outcome, Snippet, apply_change
from trainer.runtime import program
from trainer.runtime.canary import CANARY, CANARY_MUTANTS, check_canary
from trainer.runtime.forking import end_with_parent, leave
from trainer.runtime.jvm import launch_jvm, wait_for_jvm
from trainer.runtime.limits import WARM_UP_SECONDS, Limits
from trainer.runtime.program import CHECK, GIVEN, SNIPPET, Cells
from trainer.runtime.runs import Runs, Seen, outcome_of
from trainer.runtime.settings import (
    ENVIRONMENT,
    clean_environment,
    spark_settings,
    use_output,
)
from trainer.runtime.summary import summary
from trainer.runtime.world import new_database, template_database

POLL_SECONDS = 0.02
DEATH_SECONDS = 10.0

_JOB, _READY, _GIVEN, _OUTCOME = "job.json", "ready", "given.json", "outcome.json"
_LOG = "fresh.log"


class FreshRunner:
    """Runs snippets and mutants as the warm engine does, but each program in a fresh process."""

    def __init__(self, cache: Path, limits: Limits) -> None:
        self._cache = cache
        self._limits = limits
        self._stop = threading.Event()

    def start(self) -> None:
        """Tries the harness out. Raises WorkerError where it does not see a program break."""
        baseline, _ = self._run(CANARY, self._limits.baseline_seconds)
        outcomes = {
            id_: self._run(CANARY.with_code(code), self._limits.baseline_seconds)[0]
            for id_, code in CANARY_MUTANTS.items()
        }
        problem = check_canary(baseline, outcomes)
        if problem:
            raise WorkerError(problem)

    def stop(self) -> None:
        """Nothing is kept between runs, so there is nothing to end."""

    def abandon(self) -> None:
        """Ends what runs now, from any thread."""
        self._stop.set()

    def run(
        self,
        snippet: Snippet,
        mutants: Sequence[Mutant],
        seen: Seen = lambda id_, outcome: None,
    ) -> Runs:
        """As Engine.run. Raises WorkerError where Spark or MLflow did not start."""
        cells = Cells.of(snippet)
        baseline, given = self._run(cells, self._limits.baseline_seconds)
        outcomes: dict[str, Outcome] = {}
        if baseline.ending is Ending.PASSED:
            for mutant in mutants:
                code = apply_change(cells.code, mutant.span, mutant.after)
                # Not warm, so a mutant may need as long as a snippet's own run.
                outcomes[mutant.id], _ = self._run(
                    cells.with_code(code), self._limits.baseline_seconds
                )
                seen(mutant.id, outcomes[mutant.id])
        return Runs(given, baseline, outcomes)

    def _run(self, cells: Cells, seconds: float) -> tuple[Outcome, dict[str, str]]:
        try:
            return run_fresh(cells, self._cache, seconds, self._stop)
        except CancelledError as error:
            raise WorkerError("The verification was ended before it was through.") from error


def run_fresh(
    cells: Cells, cache: Path, seconds: float, stop: threading.Event | None = None
) -> tuple[Outcome, dict[str, str]]:
    """Runs a program alone on the machine, as far as it can see.

    Tells how it ended, and what the given names are that it reads. `seconds` limits the program
    itself; starting Spark does not count. `stop`, once set, ends the run with CancelledError.
    Raises WorkerError where Spark or MLflow did not start. May be called from several threads at
    once. Whatever the program started is ended, and its files are removed.
    """
    scratch = Path(tempfile.mkdtemp(prefix="trainer-fresh-"))
    try:
        for name in ("run", "home", "tmp"):
            (scratch / name).mkdir()
        (scratch / _JOB).write_text(json.dumps(asdict(cells)))
        environment = {
            **clean_environment(),
            "HOME": str(scratch / "home"),
            "TMPDIR": str(scratch / "tmp"),
        }
        with (scratch / _LOG).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "trainer.runtime.fresh", str(scratch), str(cache)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=scratch / "run",
                env=environment,
                start_new_session=True,
            )
        try:
            outcome = _wait(process, scratch, seconds, stop or threading.Event())
            return outcome, _read_given(scratch)
        finally:
            _end_all(process.pid, scratch)
            process.wait()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _wait(
    process: subprocess.Popen[bytes], scratch: Path, seconds: float, stop: threading.Event
) -> Outcome:
    started: float | None = None
    deadline = time.monotonic() + WARM_UP_SECONDS
    while True:
        status = process.poll()  # before the files are looked at: they are written before the end
        now = time.monotonic()
        if started is None and (scratch / _READY).exists():
            started, deadline = now, now + seconds
        if (scratch / _OUTCOME).exists():
            return outcome_of(json.loads((scratch / _OUTCOME).read_text()))
        if status is not None or now > deadline:
            if started is None:
                tail = (scratch / _LOG).read_text(errors="replace").splitlines()[-15:]
                raise WorkerError("\n".join(["A fresh process did not start. It said:", *tail]))
            if status is None:
                text = f"still running after {seconds:g} s"
                return Outcome(Ending.TIMEOUT, now - started, message=text)
            how = f"ended with status {status}"
            if status < 0:
                how = f"was killed by {signal.Signals(-status).name}"
            text = f"the process {how} before it was through"
            return Outcome(Ending.DIED, now - started, message=text)
        if stop.wait(POLL_SECONDS):
            raise CancelledError


def _read_given(scratch: Path) -> dict[str, str]:
    with contextlib.suppress(OSError):
        found: dict[str, str] = json.loads((scratch / _GIVEN).read_text())
        return found
    return {}


def _end_all(session: int, scratch: Path) -> None:
    """Kills what the run left, also what has left its process group; waits until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)
    deadline = time.monotonic() + DEATH_SECONDS
    while (found := _processes(session, scratch)) and time.monotonic() < deadline:
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(POLL_SECONDS)


def _processes(session: int, scratch: Path) -> list[int]:
    """The living processes of a session, and those with `scratch` in their environment."""
    found = []
    mark = f"{scratch}/".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # After the name in parentheses: state, parent, process group, session.
            state, _, _, its_session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if state != "Z" and (
                int(its_session) == session or mark in (entry / "environ").read_bytes()
            ):
                found.append(int(entry.name))
    return found


def main(scratch: Path, cache: Path) -> None:
    end_with_parent(os.getppid())
    os.environ.update(ENVIRONMENT)
    run = Path.cwd()
    try:
        launch = launch_jvm(run, scratch, _settings(run, scratch), cache)
        # Imported while the JVM starts.
        import mlflow
        from pyspark.sql import SparkSession

        from trainer.runtime.stand_ins.install import install
        from trainer.runtime.stand_ins.unity_catalog import use_place

        install()
        template = template_database(cache)
        wait_for_jvm(launch)
    except WorkerError as error:
        sys.exit(str(error))
    spark = SparkSession.builder.getOrCreate()
    uri = f"sqlite:///{new_database(template, run)}"
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    use_place(template, run)
    module = ModuleType("__main__")
    # Without a file, pyspark takes a program for a doctest, and ends it in places.
    module.__dict__.update(__file__=str(run / "program.py"), spark=spark)
    sys.modules["__main__"] = module
    use_output(None)
    (scratch / _READY).touch()
    cells = Cells(**json.loads((scratch / _JOB).read_text()))
    outcome = _execute(cells, module.__dict__, scratch / _GIVEN)
    unfinished = scratch / f".{_OUTCOME}"
    unfinished.write_text(json.dumps(asdict(outcome)))
    unfinished.replace(scratch / _OUTCOME)
    leave()


def _settings(run: Path, scratch: Path) -> dict[str, str]:
    """The settings of the fast path, but for those of its own Python workers."""
    settings = spark_settings(run, scratch)
    return {key: value for key, value in settings.items() if not key.startswith("spark.python.")}


def _execute(cells: Cells, namespace: dict[str, Any], given: Path) -> Outcome:
    started = time.monotonic()
    reached: int | None = None
    for cell, text in ((GIVEN, cells.given), (SNIPPET, cells.code), (CHECK, cells.check)):
        try:
            program.remember_source(cell, text)
            if cell == SNIPPET:
                names = summary(namespace, program.statements(SNIPPET, text))
                given.write_text(json.dumps(names))
            for index, node in enumerate(program.statements(cell, text)):
                reached = index if cell == SNIPPET else reached
                program.execute(cell, [node], namespace)
        except BaseException as error:
            return program.failed(error, cell, started, reached)
    return program.passed(started)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
