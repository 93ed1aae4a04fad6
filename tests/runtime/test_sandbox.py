"""What a process in the sandbox can reach, and what it cannot."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trainer.runtime.sandbox import sandbox_problem, sandboxed

PROBLEM = sandbox_problem()

needs_sandbox = pytest.mark.skipif(PROBLEM is not None, reason=str(PROBLEM))


@pytest.fixture
def run(tmp_path):
    """Runs Python code in the sandbox; gives what it printed."""

    def run(code, writable=(), readable=(), arguments=(), **more):
        command = [sys.executable, "-c", code, *map(str, arguments)]
        ran = subprocess.run(
            sandboxed(command, writable, readable), capture_output=True, text=True, **more
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    return run


@needs_sandbox
def test_there_is_no_network_but_this_machine_itself(run):
    code = """import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), 5)
try:
    socket.create_connection(("192.0.2.1", 80), 5)
except OSError as error:
    print(error.strerror)"""
    assert run(code) == "Network is unreachable"


@needs_sandbox
def test_a_server_outside_cannot_be_reached(run):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        code = (
            "import socket, sys\n"
            "try: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)\n"
            "except OSError as error: print(error.strerror)"
        )
        assert run(code, arguments=[server.getsockname()[1]]) == "Connection refused"


@needs_sandbox
def test_the_home_directory_is_empty(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".secret").write_text("mine")
    code = "import os; print(os.listdir(os.path.expanduser('~')))"
    assert ".secret" not in run(code)
    assert run(code, readable=[tmp_path]).count(".secret") == 1


@needs_sandbox
def test_only_what_is_given_can_be_written(run, tmp_path):
    mine, read, inner = (tmp_path / name for name in ("mine", "read", "read/inner"))
    for folder in (mine, read, inner):
        folder.mkdir()
    code = """import pathlib, sys
for folder in sys.argv[1:]:
    try:
        (pathlib.Path(folder) / "new").write_text("x")
    except OSError as error:
        print(folder, error.strerror)"""
    told = run(code, [mine, inner], [read], [mine, inner, read, sys.prefix, "/usr"])
    assert told.splitlines() == [
        f"{read} Read-only file system",
        f"{sys.prefix} Read-only file system",
        "/usr Read-only file system",
    ]
    assert (mine / "new").exists()
    assert (inner / "new").exists()


@needs_sandbox
def test_what_is_not_given_is_not_there(run, tmp_path):
    (tmp_path / "other").write_text("x")
    code = "import os, sys; print([os.path.exists(path) for path in sys.argv[1:]])"
    assert run(code, arguments=[tmp_path / "other", "/etc/shadow"]) == "[False, False]"


@needs_sandbox
def test_a_process_sees_and_reaches_only_its_own_kind(run):
    code = "import os; print(len([name for name in os.listdir('/proc') if name.isdigit()]))"
    assert int(run(code)) <= 3


@needs_sandbox
def test_inherited_file_descriptors_stay_open(run):
    receive, send = os.pipe()
    run("import os, sys; os.write(int(sys.argv[1]), b'told')", arguments=[send], pass_fds=(send,))
    os.close(send)
    with os.fdopen(receive, "rb") as stream:
        assert stream.read() == b"told"


@needs_sandbox
def test_the_exit_status_comes_out(tmp_path):
    command = sandboxed([sys.executable, "-c", "raise SystemExit(7)"], [], [])
    assert subprocess.run(command).returncode == 7


@needs_sandbox
def test_killing_the_sandbox_ends_all_that_is_in_it(tmp_path):
    code = """import os, pathlib, sys, time
if os.fork() == 0:
    os.setsid()
beat = pathlib.Path(sys.argv[1]) / str(os.getpid())
while True:
    beat.write_text(str(time.time()))
    time.sleep(0.02)"""
    process = subprocess.Popen(sandboxed([sys.executable, "-c", code, tmp_path], [tmp_path], []))
    deadline = time.monotonic() + 20
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    beats = _beats(tmp_path)
    assert len(beats) == 2
    while (now := _beats(tmp_path)) != beats and time.monotonic() < deadline:
        beats = now
        time.sleep(0.2)
    assert _beats(tmp_path) == beats


def test_without_bubblewrap_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install bubblewrap" in sandbox_problem()


def test_a_bubblewrap_that_does_not_work_is_told_with_what_it_said(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a namespace' >&2\nexit 1")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "No permissions to create a namespace" in sandbox_problem()


@needs_sandbox
@pytest.mark.engine
def test_spark_runs_a_pandas_udf_and_mlflow_keeps_a_run(run, tmp_path):
    code = """import pathlib, sys
from trainer.runtime.jvm import start_jvm
place = pathlib.Path(sys.argv[1])
conf = {
    "spark.master": "local[1]",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.local.dir": str(place),
}
start_jvm(place, place, conf)
import mlflow
from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf
spark = SparkSession.builder.getOrCreate()
half = pandas_udf(lambda values: values / 2, "double")
rows = [row.h for row in spark.range(3).select(half("id").alias("h")).collect()]
mlflow.set_tracking_uri(f"sqlite:///{place}/mlflow.db")
with mlflow.start_run():
    mlflow.log_metric("rows", len(rows))
print(rows, list(mlflow.search_runs()["metrics.rows"]))"""
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    told = run(code, [tmp_path], arguments=[tmp_path], env=environment)
    assert told.splitlines()[-1] == "[0.0, 0.5, 1.0] [3.0]"
    assert (tmp_path / "mlflow.db").exists()


def _beats(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}
