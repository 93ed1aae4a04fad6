"""The warm worker: a process with a JVM, pyspark and MLflow ready, which runs job after job.

Jobs come as lines of JSON on one inherited pipe and reports go back on another. Each job runs in a
forked process, so that nothing of it stays in this one. Started by `trainer.runtime.engine` as
`python -m trainer.runtime.worker JOBS REPORTS SCRATCH CACHE`; the first two are file descriptors.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from trainer.errors import WorkerError
from trainer.runtime.forking import end_with_parent, fork_child, leave, watch_databases
from trainer.runtime.jvm import start_jvm
from trainer.runtime.stage import Stage
from trainer.runtime.world import RunDirectory, template_database

if TYPE_CHECKING:
    import subprocess

    from pyspark.sql import SparkSession

_ENVIRONMENT = {
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
    # One thread: a pool of OpenMP does not live on in a forked process.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "GIT_PYTHON_REFRESH": "quiet",
    "TZ": "UTC",
}


def spark_settings(run: Path, scratch: Path) -> dict[str, str]:
    """A Spark for programs of a few rows: small, quiet, and the same on every machine."""
    return {
        "spark.master": "local[2]",
        "spark.app.name": "trainer",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(run / "spark-warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.session.timeZone": "UTC",
    }


def main(jobs: int, reports: int, scratch: Path, cache: Path) -> None:
    end_with_parent(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(_ENVIRONMENT)
    run = scratch / "run"
    run.mkdir()
    os.chdir(run)
    output = os.fdopen(reports, "w", encoding="utf-8", buffering=1)

    def report(message: dict[str, Any]) -> None:
        output.write(json.dumps(message) + "\n")
        output.flush()

    try:
        jvm = start_jvm(run, scratch, spark_settings(run, scratch))
        spark = _warm_up()
        template = template_database(cache)
    except WorkerError as error:
        report({"failed": str(error)})
        return
    directory = RunDirectory(run, scratch / "copy")
    report({"ready": True})
    with os.fdopen(jobs, "r", encoding="utf-8") as lines:
        while line := lines.readline():
            status = _run(json.loads(line), jvm, spark, directory, template, report, jobs)
            if status is None:
                break
            report({"end": status})
            _clear(spark)
    assert jvm.stdin is not None
    jvm.stdin.close()
    jvm.wait(timeout=20)


def _warm_up() -> SparkSession:
    import mlflow
    import mlflow.models
    import mlflow.pyfunc
    import mlflow.sklearn
    import mlflow.spark
    import mlflow.utils.thread_utils
    import pyspark.ml  # noqa: F401
    from pyspark.sql import SparkSession

    watch_databases()
    # To MLflow a new process is a new program, and its active run is not that of the old one. Here
    # a forked process goes on with the same program.
    worker = os.getpid()
    mlflow.utils.thread_utils.os = SimpleNamespace(getpid=lambda: worker)
    # MLflow would start a process to find out what a model needs, seconds for each model.
    mlflow.models.infer_pip_requirements = lambda uri, flavor, fallback=None, **_: fallback
    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    spark.range(1).collect()
    return spark


def _run(
    job: dict[str, Any],
    jvm: subprocess.Popen[bytes],
    spark: SparkSession,
    directory: RunDirectory,
    template: Path,
    report: Any,
    jobs: int,
) -> int | None:
    """Runs a job in a child; its exit status, or None where the one who asked has gone."""
    pid = fork_child()
    if pid == 0:
        assert jvm.stdin is not None
        jvm.stdin.close()  # the JVM must end with the worker, whatever this child does
        _silence()
        Stage(spark, directory, template).run(job, report)
        leave()
    finished = os.pidfd_open(pid)
    try:
        ready, _, _ = select.select([finished, jobs], [], [])
        if finished not in ready:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return None
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    finally:
        os.close(finished)


def _silence() -> None:
    """Lets nothing that a program prints reach the terminal."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


def _clear(spark: SparkSession) -> None:
    """Takes from the JVM what the sessions of the last job shared with the next."""
    spark.sparkContext.cancelAllJobs()
    spark.catalog.clearCache()
    for table in spark.catalog.listTables():
        if not table.isTemporary:
            spark.sql(f"DROP TABLE IF EXISTS `{table.name}`")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
