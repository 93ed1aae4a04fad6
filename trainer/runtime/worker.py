"""The warm worker: a process with a JVM, pyspark and MLflow ready, which runs stage after stage.

Commands come as lines of JSON on one inherited pipe and reports go back on another; a third takes
what a learner's program prints. Each stage runs in forked processes, so that nothing of it stays in
this one. Started by `trainer.runtime.engine` as `python -m trainer.runtime.worker JOBS REPORTS
OUTPUT PLACE CACHE`; the first three are file descriptors.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from trainer.errors import WorkerError
from trainer.runtime.contained import excess, limit_process
from trainer.runtime.forking import (
    adopt_orphans,
    descendants,
    end_descendants,
    end_with_parent,
    fork_child,
    leave,
    udf_workers,
    watch_databases,
)
from trainer.runtime.jvm import launch_jvm, wait_for_jvm
from trainer.runtime.limits import MOST_HEAP, WATCH_SECONDS, Limits
from trainer.runtime.settings import ENVIRONMENT, spark_settings, use_output
from trainer.runtime.spark_state import SparkState
from trainer.runtime.stage import Stage
from trainer.runtime.warm import MODULES, import_all, map_packages
from trainer.runtime.world import World, template_database

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass
class _Open:
    """A stage that runs: the process at its root and the pipes to those that hold its places."""

    pid: int
    ended: int
    pipes: dict[int, int]
    limits: Limits
    passed: bool = False
    """Whether mutants are being run, so that the snippet itself has passed."""


class Worker:
    """Holds the JVM and opens and closes stages as it is told."""

    def __init__(self, jobs: int, reports: int, output: int, place: Path, cache: Path) -> None:
        self._jobs, self._reports, self._output = jobs, reports, output
        self._world = World(place / "world")
        os.environ.update(
            ENVIRONMENT, HOME=str(self._world.home), TMPDIR=str(self._world.temporary)
        )
        os.chdir(self._world.run)
        launch = launch_jvm(self._world.run, place, spark_settings(self._world.run, place), cache)
        self._jvm = launch.process
        _prepare_mlflow()
        self._template = template_database(cache)
        wait_for_jvm(launch)
        self._spark = _session()
        self._state = SparkState(self._spark)
        self._stage: _Open | None = None
        self._job = 0

    def serve(self) -> None:
        """Obeys until the one who asks is gone."""
        lines = b""
        while True:
            watched = [self._jobs, *([self._stage.ended] if self._stage else [])]
            watching = self._stage is not None and not self._stage.passed
            ready, _, _ = select.select(watched, [], [], WATCH_SECONDS if watching else None)
            if self._stage is not None and self._stage.ended in ready:
                self._close()
            elif self._stage is not None and not ready:
                # Mutants are watched by who runs them; here, the program itself.
                processes = descendants([self._jvm.pid])
                processes += udf_workers(os.getpid(), self._jvm.pid, self._stage.pid)
                reason = excess(self._stage.limits, self._world, processes)
                if reason:
                    self._close(reason)
            if self._jobs in ready:
                chunk = os.read(self._jobs, 65536)
                if not chunk:
                    self._end_stage()
                    return
                lines += chunk
                while b"\n" in lines:
                    line, _, lines = lines.partition(b"\n")
                    self._obey(json.loads(line))

    def stop(self) -> None:
        """Ends the JVM in its own way."""
        assert self._jvm.stdin is not None
        self._jvm.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._jvm.wait(timeout=5)

    def report(self, message: dict[str, Any]) -> None:
        data = (json.dumps(message) + "\n").encode()
        while data:
            data = data[os.write(self._reports, data) :]

    def _obey(self, command: dict[str, Any]) -> None:
        match command["do"]:
            case "open":
                self._end_stage()
                self._open(command)
            case "run":
                # Where the stage has just ended, the report of that is under way.
                if self._stage is not None:
                    self._stage.passed = True
                    data = (json.dumps(command) + "\n").encode()
                    with contextlib.suppress(BrokenPipeError):
                        os.write(self._stage.pipes[command["place"]], data)
            case "close":
                self._close()

    def _open(self, job: dict[str, Any]) -> None:
        self._job = job["job"]
        pipes = {index: os.pipe() for index in job["places"]}
        limits = Limits(**job["limits"])
        pid = fork_child()
        if pid == 0:
            assert self._jvm.stdin is not None
            self._jvm.stdin.close()  # the JVM must end with the worker, whatever this child does
            os.close(self._jobs)
            use_output(self._output if job["output"] else None)
            os.close(self._output)
            for _, write in pipes.values():
                os.close(write)
            commands = {index: read for index, (read, _) in pipes.items()}
            hidden = (self._reports, *commands.values())

            def report(message: dict[str, Any]) -> None:
                self.report({"job": job["job"], **message})

            limit_process(limits)
            stage = Stage(
                self._spark,
                self._world,
                self._template,
                commands,
                hidden,
                report,
                limits,
                self._jvm.pid,
            )
            stage.run(job["given"], job["code"], job["check"])
            leave()
        for read, _ in pipes.values():
            os.close(read)
        write_ends = {index: write for index, (_, write) in pipes.items()}
        self._stage = _Open(pid, os.pidfd_open(pid), write_ends, limits)

    def _close(self, reason: str = "") -> None:
        """Ends the stage, takes from the JVM what it left there, and reports how it ended."""
        status = self._end_stage()
        try:
            spoilt = self._state.restore() + _shortages(self._spark)
        except Exception as error:  # a JVM that has died, in one of many ways
            spoilt = [f"the JVM ended: {type(error).__name__}"]
        if not self._world.is_whole():
            spoilt.append("the run directory was replaced")
        self.report({"job": self._job, "closed": status, "reason": reason, "spoilt": spoilt})

    def _end_stage(self) -> int | None:
        stage, self._stage = self._stage, None
        if stage is None:
            return None
        ready, _, _ = select.select([stage.ended], [], [], 0)
        if not ready:
            os.kill(stage.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(stage.pid, 0)[1])
        end_descendants([self._jvm.pid])
        for descriptor in (stage.ended, *stage.pipes.values()):
            os.close(descriptor)
        return status if ready else None


def _shortages(spark: SparkSession) -> list[str]:
    """What of the JVM's memory is not enough for the next snippet: py4j lets go of nothing."""
    runtime: Any = spark._jvm.java.lang.Runtime.getRuntime()

    def used() -> float:
        return float(runtime.totalMemory() - runtime.freeMemory()) / float(runtime.maxMemory())

    if used() > MOST_HEAP:
        runtime.gc()
    return ["the JVM's memory is nearly full"] if used() > MOST_HEAP else []


def _prepare_mlflow() -> None:
    """Imports what programs import, while the JVM starts, and makes MLflow fit to be forked."""
    import mlflow
    import mlflow.models
    import mlflow.utils.thread_utils

    from trainer.runtime.stand_ins.install import install

    import_all(MODULES)
    map_packages()
    install()
    watch_databases()
    # To MLflow a new process is a new program, and its active run is not that of the old one. Here
    # a forked process goes on with the same program.
    worker = os.getpid()
    mlflow.utils.thread_utils.os = SimpleNamespace(getpid=lambda: worker)
    # MLflow would start a process to find out what a model needs, seconds for each model.
    mlflow.models.infer_pip_requirements = lambda uri, flavor, fallback=None, **_: fallback


def _session() -> SparkSession:
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    spark.range(1).collect()
    return spark


def main(jobs: int, reports: int, output: int, place: Path, cache: Path) -> None:
    end_with_parent(os.getppid())
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker = Worker(jobs, reports, output, place, cache)
    except WorkerError as error:
        os.write(reports, (json.dumps({"failed": str(error)}) + "\n").encode())
        return
    worker.report({"ready": True})
    worker.serve()
    worker.stop()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:4]]
    main(numbers[0], numbers[1], numbers[2], Path(sys.argv[4]), Path(sys.argv[5]))
