"""Makes the archive for class data sharing: `python -m trainer.runtime.archive_maker CACHE`.

A JVM runs a short session, so that it loads what programs use, and writes its classes as it ends.
With `--idle` it only takes processor time that nothing else wants. Ends with 0 if the archive is
there afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from trainer.errors import WorkerError
from trainer.runtime.cds import Archive
from trainer.runtime.forking import end_with_parent
from trainer.runtime.java import find_java
from trainer.runtime.jvm import OPTIONS, current_archive, launch_jvm, wait_for_jvm

_DUMP_SECONDS = 180


def make_archive(cache: Path) -> bool:
    """Makes the archive if it is not there and nobody else is making it. True if it is there.

    Changes this process's working directory and what pyspark takes for its JVM: it is for a process
    of its own. Raises OSError or WorkerError where it cannot be made.
    """
    archive = current_archive(cache)
    if archive.exists():
        return True
    archive.folder.mkdir(parents=True, exist_ok=True)
    with (archive.folder / "lock").open("w") as lock:
        if not _take(lock.fileno()):
            return False
        # Of an earlier maker that was killed.
        shutil.rmtree(archive.folder / "tmp", ignore_errors=True)
        if not archive.exists():
            _make(archive, archive.folder / "tmp")
    archive.prune()
    return archive.exists()


def _make(archive: Archive, scratch: Path) -> None:
    scratch.mkdir()
    base, top = scratch / "base.jsa", scratch / "top.jsa"
    try:
        subprocess.run(
            [find_java().path, *OPTIONS, "-Xshare:dump", f"-XX:SharedArchiveFile={base}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_DUMP_SECONDS,
        )
        if base.exists():
            # The top one remembers the name of the base one.
            base.replace(archive.base)
            _run_session(scratch, archive.base, top)
        if top.exists():
            top.replace(archive.top)
    finally:
        os.chdir(archive.folder)
        shutil.rmtree(scratch, ignore_errors=True)


def _run_session(scratch: Path, base: Path, top: Path) -> None:
    """Runs a session and ends its JVM, which writes the classes that it loaded to `top`."""
    os.chdir(scratch)
    conf = {
        "spark.master": "local[1]",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(scratch),
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
    }
    writing = (f"-XX:SharedArchiveFile={base}", f"-XX:ArchiveClassesAtExit={top}")
    jvm = wait_for_jvm(launch_jvm(scratch, scratch, conf, None, writing))
    try:
        _use_spark()
    finally:
        assert jvm.stdin is not None
        jvm.stdin.close()
        try:
            jvm.wait(timeout=_DUMP_SECONDS)
        except subprocess.TimeoutExpired:
            jvm.kill()


def _use_spark() -> None:
    """A bit of all that snippets do."""
    from pyspark.ml import Pipeline
    from pyspark.ml.classification import LogisticRegression
    from pyspark.ml.evaluation import BinaryClassificationEvaluator
    from pyspark.ml.feature import StringIndexer, VectorAssembler
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as f

    spark = SparkSession.builder.getOrCreate()
    frame = spark.createDataFrame(
        [("a", 1.0, 0.0), ("b", 2.0, 1.0), ("a", 3.0, 0.0), ("b", 4.0, 1.0)] * 4,
        ["kind", "size", "label"],
    )
    frame.groupBy("kind").agg(f.avg("size"), f.count("*")).orderBy("kind").collect()
    frame.createOrReplaceTempView("rows")
    spark.sql("SELECT kind, max(size) AS most FROM rows GROUP BY kind").join(frame, "kind").count()
    frame.write.saveAsTable("kept")
    table = spark.table("kept").select("size").toPandas()
    spark.createDataFrame(table).mapInPandas(lambda parts: parts, "size double").collect()
    stages = [
        StringIndexer(inputCol="kind", outputCol="index"),
        VectorAssembler(inputCols=["index", "size"], outputCol="features"),
        LogisticRegression(maxIter=2),
    ]
    model = Pipeline(stages=stages).fit(frame)
    BinaryClassificationEvaluator().evaluate(model.transform(frame))
    spark.stop()


def _take(descriptor: int) -> bool:
    """Locks an open file until it is closed; False if someone else has."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _yield_to_others() -> None:
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif sys.platform != "win32":
        os.nice(19)


if __name__ == "__main__":
    end_with_parent(os.getppid())
    if "--idle" in sys.argv[2:]:
        _yield_to_others()
    try:
        if not make_archive(Path(sys.argv[1])):
            sys.exit("Another process is making it, or Java wrote none.")
    except (OSError, WorkerError, subprocess.SubprocessError) as error:
        sys.exit(str(error))
