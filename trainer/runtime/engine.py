"""The outside of the warm worker: starts it, hands it jobs, and ends it and all that it started."""

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
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from trainer.errors import WorkerError
from trainer.model import Ending, Mutant, Outcome, Snippet, apply_change

RUN_SECONDS = 60.0
"""The time limit of one mutant's run."""

WARM_UP_SECONDS = 240.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Runs:
    """What running a snippet and its mutants showed; `outcomes` goes by mutant id."""

    given: dict[str, str]
    baseline: Outcome
    outcomes: dict[str, Outcome]


class Engine:
    """A warm worker, as a context manager. It starts with the first job and again if it dies."""

    def __init__(self, cache: Path, seconds: float = RUN_SECONDS) -> None:
        self._cache = cache
        self._seconds = seconds
        self._scratch: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = self._reports = -1
        self._buffer = b""
        self._warm = False

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def run(
        self,
        snippet: Snippet,
        mutants: Sequence[Mutant],
        seen: Callable[[str, Outcome], None] = lambda id_, outcome: None,
    ) -> Runs:
        """Runs a snippet and its mutants; calls `seen` with each mutant's id and outcome.

        A mutant without an outcome of its own (its stage died) is given the ending `died`.
        Raises WorkerError where the worker itself fails.
        """
        self.start()
        self._send(
            {
                "given": snippet.given.text,
                "code": snippet.code.text,
                "check": snippet.check.text,
                "seconds": self._seconds,
                "mutants": [
                    {
                        "id": mutant.id,
                        "code": apply_change(snippet.code.text, mutant.span, mutant.after),
                    }
                    for mutant in mutants
                ],
            }
        )
        given: dict[str, str] = {}
        baseline: Outcome | None = None
        outcomes: dict[str, Outcome] = {}
        while True:
            report = self._receive(self._seconds * 3)
            if report is None:
                self.stop()
                message = "the worker ended or hung while this snippet ran"
                break
            if "given" in report:
                given = report["given"]
            elif "baseline" in report:
                baseline = _outcome(report["baseline"])
            elif "mutant" in report:
                outcomes[report["mutant"]] = _outcome(report["outcome"])
                seen(report["mutant"], outcomes[report["mutant"]])
            elif "end" in report:
                message = f"the process ended with status {report['end']} before it was through"
                break
        if baseline is None:
            baseline = Outcome(Ending.DIED, 0.0, message=message)
        return Runs(given, baseline, outcomes)

    def start(self) -> None:
        """Starts the worker, if none is running, and waits until it is warm."""
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._scratch = Path(tempfile.mkdtemp(prefix="trainer-"))
        log = (self._scratch / "worker.log").open("wb")
        jobs, self._jobs = os.pipe()
        self._reports, reports = os.pipe()
        arguments = [str(jobs), str(reports), str(self._scratch), str(self._cache)]
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "trainer.runtime.worker", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(jobs, reports),
                env=_clean_environment(),
                start_new_session=True,
            )
        os.close(jobs)
        os.close(reports)
        self._buffer = b""
        self._warm = False
        report = self._receive(WARM_UP_SECONDS)
        if report is None or "failed" in report:
            text = (self._scratch / "worker.log").read_text(errors="replace")
            told = report["failed"] if report else "\n".join(text.splitlines()[-15:])
            self.stop()
            raise WorkerError(f"The worker did not start. It said:\n{told}")
        self._warm = True

    def stop(self) -> None:
        """Ends the worker, its JVM and its children, and removes their files.

        A warm worker may end in its own way; one that is still starting is killed at once.
        """
        process, self._process = self._process, None
        if process is not None:
            for descriptor in (self._jobs, self._reports):
                with contextlib.suppress(OSError):
                    os.close(descriptor)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=STOP_SECONDS if self._warm else 0)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # the worker and its JVM
            process.wait()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    def _send(self, job: dict[str, Any]) -> None:
        data = (json.dumps(job) + "\n").encode()
        while data:
            data = data[os.write(self._jobs, data) :]

    def _receive(self, seconds: float) -> dict[str, Any] | None:
        """The next report; None if the worker ends or says nothing for so long."""
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._reports, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    return None
                chunk = os.read(self._reports, 65536)
                if not chunk:
                    return None
                self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message


def _clean_environment() -> dict[str, str]:
    """The environment without what would point Spark or MLflow elsewhere."""
    prefixes = ("SPARK_", "PYSPARK_", "MLFLOW_", "DATABRICKS_", "JAVA_HOME", "HADOOP_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(prefixes)}
    # Messages list sets in an order that follows the hashes of their members.
    return {**kept, "PYTHONHASHSEED": "0"}


def _outcome(data: dict[str, Any]) -> Outcome:
    return Outcome(**{**data, "ending": Ending(data["ending"]), "bases": tuple(data["bases"])})
