"""Runs one snippet in the split-stream way: its prefix once, each mutant from where it differs.

The statements of the snippet are executed one by one. Just before the first one that a mutant
changes, the process forks, and the child goes on with the mutant's statements. What the child did
to files and to Spark's session is taken back, and the next one follows.
"""

from __future__ import annotations

import ast
import inspect
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from trainer.model import Ending, Outcome
from trainer.runtime import program
from trainer.runtime.forking import run_in_child
from trainer.runtime.normalise import normalise
from trainer.runtime.program import CHECK, GIVEN, SNIPPET
from trainer.runtime.world import RunDirectory, SessionState

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Report = Callable[[dict[str, Any]], None]


class Stage:
    """One snippet on a fresh run directory, in a process of its own."""

    def __init__(self, spark: SparkSession, directory: RunDirectory, template: Path) -> None:
        self._directory = directory
        self._spark = _own_session(spark)
        directory.empty()
        os.chdir(directory.place)
        database = directory.place / "mlflow.db"
        database.write_bytes(template.read_bytes())
        _use_store(f"sqlite:///{database}")
        main = ModuleType("__main__")
        # Without a file, pyspark takes a program for a doctest, and ends it in places.
        main.__dict__["__file__"] = str(directory.place / "program.py")
        main.__dict__["spark"] = self._spark
        sys.modules["__main__"] = main
        self._namespace = main.__dict__

    def run(self, job: dict[str, Any], report: Report) -> None:
        """Runs the baseline and the mutants of a job and reports each outcome."""
        started = time.monotonic()
        cell = GIVEN
        try:
            program.remember_source(GIVEN, job["given"])
            program.remember_source(SNIPPET, job["code"])
            program.remember_source(CHECK, job["check"])
            program.execute(GIVEN, program.statements(GIVEN, job["given"]), self._namespace)
            nodes = program.statements(SNIPPET, job["code"])
            report({"given": summary(self._namespace, nodes)})
            cell = SNIPPET
            forks = _forks(nodes, job["mutants"])
            away = 0.0
            for index, node in enumerate(nodes):
                if index in forks:
                    left = time.monotonic()
                    self._run_mutants(forks[index], index, job, report)
                    away += time.monotonic() - left
                program.execute(SNIPPET, [node], self._namespace)
            cell = CHECK
            program.execute(CHECK, program.statements(CHECK, job["check"]), self._namespace)
            outcome = program.passed(started + away)
        except BaseException as error:
            outcome = program.failed(error, cell, started)
        report({"baseline": asdict(outcome)})

    def _run_mutants(
        self, mutants: list[dict[str, Any]], index: int, job: dict[str, Any], report: Report
    ) -> None:
        self._directory.snapshot()
        state = SessionState(self._spark)
        for mutant in mutants:
            started = time.monotonic()
            run = partial(self._mutant, mutant["code"], index, job["check"])
            answer = run_in_child(run, job["seconds"])
            if answer.value is not None:
                outcome = answer.value
            elif answer.timed_out:
                self._spark.sparkContext.cancelAllJobs()
                text = f"still running after {job['seconds']:g} s"
                seconds = time.monotonic() - started
                outcome = asdict(Outcome(Ending.TIMEOUT, seconds, message=text))
            else:
                text = f"the process ended with status {answer.exit_status} before it was through"
                seconds = time.monotonic() - started
                outcome = asdict(Outcome(Ending.DIED, seconds, message=text))
            self._directory.restore()
            state.restore()
            report({"mutant": mutant["id"], "outcome": outcome})

    def _mutant(self, code: str, index: int, check: str) -> dict[str, Any]:
        """The outcome of a mutant run from its statement `index` (from 0) to the check's end."""
        started = time.monotonic()
        cell = SNIPPET
        try:
            program.remember_source(SNIPPET, code)
            nodes = program.statements(SNIPPET, code)
            program.execute(SNIPPET, nodes[index:], self._namespace)
            cell = CHECK
            program.execute(CHECK, program.statements(CHECK, check), self._namespace)
        except BaseException as error:
            return asdict(program.failed(error, cell, started))
        return asdict(program.passed(started))


def _forks(nodes: list[ast.stmt], mutants: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """The mutants by the index of the statement before which each leaves the snippet's path."""
    forks = defaultdict(list)
    for mutant in mutants:
        changed = program.first_difference(nodes, program.statements(SNIPPET, mutant["code"]))
        # A mutant that only adds a last statement leaves before the snippet's own last one.
        forks[min(changed, len(nodes) - 1)].append(mutant)
    return forks


def _own_session(spark: SparkSession) -> SparkSession:
    """A session with settings, views and functions of its own, which is the active one."""
    session = spark.newSession()
    kind = type(session)
    kind._instantiatedSession = session
    kind._activeSession = session
    java = kind._get_j_spark_session_class(spark._jvm)
    java.setDefaultSession(session._jsparkSession)
    java.setActiveSession(session._jsparkSession)
    return session


def _use_store(uri: str) -> None:
    import mlflow

    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)


def summary(namespace: dict[str, Any], nodes: list[ast.stmt]) -> dict[str, str]:
    """What the given names are that the snippet reads, told from the objects themselves."""
    used = {
        node.id
        for statement in nodes
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return {
        name: normalise(_describe(value))
        for name, value in namespace.items()
        if name in used and name != "spark" and not isinstance(value, ModuleType)
    }


def _describe(value: Any) -> str:
    kind = type(value)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if name.startswith("pyspark.sql.") and kind.__name__ == "DataFrame":
        columns = ", ".join(f"{field}: {type_}" for field, type_ in value.dtypes)
        return f"DataFrame[{columns}]"
    if name.startswith("pandas.") and kind.__name__ == "DataFrame":
        columns = ", ".join(f"{field}: {type_}" for field, type_ in value.dtypes.items())
        return f"pandas.DataFrame[{columns}] ({len(value)} rows)"
    if name.startswith("pandas.") and kind.__name__ == "Series":
        return f"pandas.Series[{value.dtype}] ({len(value)} values)"
    if name == "numpy.ndarray":
        return f"numpy.ndarray{list(value.shape)}"
    if isinstance(value, FunctionType):
        return f"function{inspect.signature(value)}"
    if isinstance(value, str | int | float | bool | list | tuple | dict | set) or value is None:
        text = repr(value)
        return text if len(text) <= 100 else kind.__name__
    return name.removeprefix("builtins.")
