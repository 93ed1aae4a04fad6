"""The environment and the Spark settings of every run, warm or fresh."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

ENVIRONMENT = {
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
    # One thread: a pool of OpenMP does not live on in a forked process.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "GIT_PYTHON_REFRESH": "quiet",
    "TZ": "UTC",
    "USER": "learner",
    "LOGNAME": "learner",
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
        "spark.python.worker.reuse": "false",
        "spark.python.daemon.module": "trainer.runtime.udf_daemon",
    }


def clean_environment() -> dict[str, str]:
    """The environment without what would change how Python, Spark or MLflow work."""
    prefixes = ("SPARK_", "PYSPARK_", "MLFLOW_", "DATABRICKS_", "HADOOP_", "PYTHON")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(prefixes)}
    # Messages list sets in an order that follows the hashes of their members.
    return {**kept, "PYTHONHASHSEED": "0"}


def use_output(descriptor: int | None) -> None:
    """Lets what a program prints go to a pipe, line by line, or nowhere at all."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    for stream in (1, 2):
        os.dup2(nowhere if descriptor is None else descriptor, stream)
    os.close(nowhere)
    for name in ("stdout", "stderr"):
        with contextlib.suppress(OSError, ValueError):
            stream_number = 1 if name == "stdout" else 2
            setattr(sys, name, os.fdopen(stream_number, "w", buffering=1, closefd=False))
