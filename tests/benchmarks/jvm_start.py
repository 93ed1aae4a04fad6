# ruff: noqa: T201
"""Measures how long Spark takes to start, beside Spark's own launcher with the same settings.

    python tests/benchmarks/jvm_start.py [--runs N]

Each run is a new Python process that imports pyspark, creates the session and collects one row;
the time is that from the start of the process until it has the row. The three ways take turns:
ours with the archive for class data sharing, ours without, and Spark's own launcher. The last needs
a Java that knows jdk.incubator.vector, as full JDKs do, in JAVA_HOME or on PATH.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from trainer.runtime.cds import start_making
from trainer.runtime.java import SUPPORTED, find_java
from trainer.runtime.jvm import current_archive, start_jvm
from trainer.runtime.settings import spark_settings

LIMIT = 0.7
WAYS = ("archive", "no archive", "launcher")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        start(options.child[0], Path(options.child[1]), Path(options.child[2]))
        return
    java_home = home_for_the_launcher()
    ways = [way for way in WAYS if way != "launcher" or java_home]
    times: dict[str, list[float]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        if start_making(Path(folder), idle=False).wait():
            raise SystemExit("The archive could not be made.")
        size = sum(path.stat().st_size for path in current_archive(Path(folder)).folder.iterdir())
        print(f"archive made in {time.perf_counter() - began:.1f} s, {size / 1e6:.0f} MB")
        for run in range(options.runs + 1):
            for way in ways:
                seconds = measure(way, Path(folder), java_home)
                # The first turn fills the caches of the disk.
                if run:
                    times[way].append(seconds)
    medians = {way: statistics.median(values) for way, values in times.items()}
    java = find_java()
    print(f"ours: Java {java.version} from {java.origin}; the launcher: {java_home or 'no Java'}")
    for way, values in times.items():
        print(f"{way:11} {medians[way]:6.2f} s  ({min(values):.2f} to {max(values):.2f} s)")
    print(f"archive / no archive  {medians['archive'] / medians['no archive']:.2f}")
    if not java_home:
        print("No Java with jdk.incubator.vector: Spark's own launcher cannot be measured.")
        return
    ratio = medians["archive"] / medians["launcher"]
    print(f"no archive / launcher {medians['no archive'] / medians['launcher']:.2f}")
    print(f"archive / launcher    {ratio:.2f}  (limit {LIMIT})")
    sys.exit(ratio > LIMIT)


def measure(way: str, cache: Path, java_home: Path | None) -> float:
    """Seconds until a new process has its row."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
        if way == "launcher":
            environment |= {"JAVA_HOME": str(java_home), "SPARK_LOCAL_IP": "127.0.0.1"}
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, __file__, "--child", way, scratch, str(cache)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
        process.communicate()
    if line.strip() != "[Row(id=0)]":
        raise SystemExit(f"{way}: no row. Run it by hand to see why.")
    return seconds


def start(way: str, scratch: Path, cache: Path) -> None:
    run = scratch / "run"
    run.mkdir()
    settings = spark_settings(run, scratch)
    jvm = None
    if way == "launcher":
        parts = [f"--conf '{key}={value}'" for key, value in settings.items()]
        os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join([*parts, "pyspark-shell"])
    else:
        jvm = start_jvm(run, scratch, settings, cache if way == "archive" else None)
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    print(spark.range(1).collect(), flush=True)
    spark.stop()
    if jvm is not None and jvm.stdin is not None:
        jvm.stdin.close()
        jvm.wait()


def home_for_the_launcher() -> Path | None:
    """A Java that Spark's launcher can start."""
    on_path = shutil.which("java")
    homes = [os.environ.get("JAVA_HOME"), on_path and Path(on_path).resolve().parent.parent]
    for home in filter(None, homes):
        told = subprocess.run(
            [Path(home) / "bin" / "java", "--list-modules"], capture_output=True, text=True
        ).stdout
        if any(f"jdk.incubator.vector@{major}" in told for major in SUPPORTED):
            return Path(home)
    return None


if __name__ == "__main__":
    main()
