"""Runs one snippet in the split-stream way: its prefix once, each mutant from where it differs.

The statements of the snippet are executed one by one. Just before a statement that a mutant changes
first, the process forks: the child goes on with the snippet, and the parent holds the place. When
the snippet has passed its check, each mutant is run in a child of the process that holds the place
from which it goes its own way. What it did to files and to Spark is put back first and afterwards.
"""

from __future__ import annotations

import json
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from trainer.model import Ending, Outcome
from trainer.runtime import program
from trainer.runtime.contained import run_contained
from trainer.runtime.forking import adopt_orphans, fork_child, leave, own_accumulators, udf_workers
from trainer.runtime.java_objects import JavaObjects
from trainer.runtime.limits import Limits
from trainer.runtime.program import CHECK, GIVEN, SNIPPET
from trainer.runtime.spark_state import SparkState
from trainer.runtime.summary import summary
from trainer.runtime.world import Snapshot, World, new_database

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JVM_ENDED = "the JVM ended"

Report = Callable[[dict[str, Any]], None]


class Stage:
    """One snippet in an empty world, in a process of its own.

    `commands` are file descriptors by the index of a statement, through which the process that
    holds the place before it is told what to run. `hidden` are descriptors that no program may see.
    """

    def __init__(
        self,
        spark: SparkSession,
        world: World,
        template: Path,
        commands: dict[int, int],
        hidden: tuple[int, ...],
        report: Report,
        limits: Limits,
        jvm: int,
    ) -> None:
        self._world = world
        self._commands = commands
        self._hidden = hidden
        self._report = report
        self._limits = limits
        self._jvm, self._worker, self._root = jvm, os.getppid(), os.getpid()
        world.empty()
        os.chdir(world.run)
        self._spark = _own_session(spark)
        self._accumulators = own_accumulators(spark)
        _use_store(f"sqlite:///{new_database(template, world.run)}")
        # It imports MLflow.
        from trainer.runtime.stand_ins.unity_catalog import use_place

        use_place(template, world.run)
        self._objects = JavaObjects()
        main = ModuleType("__main__")
        # Without a file, pyspark takes a program for a doctest, and ends it in places.
        main.__dict__["__file__"] = str(world.run / "program.py")
        main.__dict__["spark"] = self._spark
        sys.modules["__main__"] = main
        self._namespace = main.__dict__

    def run(self, given: str, code: str, check: str) -> None:
        """Runs the snippet, reports its given names and its outcome, and holds its places.

        Does not return in a process that holds one.
        """
        self._check = check
        started = time.monotonic()
        cell = GIVEN
        index = None
        try:
            for name, text in ((GIVEN, given), (SNIPPET, code), (CHECK, check)):
                program.remember_source(name, text)
            program.execute(GIVEN, program.statements(GIVEN, given), self._namespace)
            cell = SNIPPET
            nodes = program.statements(SNIPPET, code)
            self._report({"given": summary(self._namespace, nodes)})
            for index, node in enumerate(nodes):
                if index in self._commands:
                    self._split(index)
                program.execute(SNIPPET, [node], self._namespace)
            cell = CHECK
            program.execute(CHECK, program.statements(CHECK, check), self._namespace)
            outcome = program.passed(started)
        except BaseException as error:
            outcome = program.failed(error, cell, started, index)
        self._report({"baseline": asdict(outcome)})

    def _split(self, index: int) -> None:
        """Forks; returns in the child, and holds the place in the parent."""
        known = {threading.main_thread(), self._accumulators}
        others = [each.name for each in threading.enumerate() if each not in known]
        held = self._objects.held()
        state = SparkState(self._spark, held)
        self._objects.pass_over()
        # Neither threads nor a stream can be split in two, and what is not known not be put back.
        unsplit = others + held.unknown + ["a streaming query"] * bool(state.streams)
        if unsplit:
            self._report({"unsplit": ", ".join(unsplit)})
            return
        copy = self._world.place.with_name(f"copy-{index}")
        snapshot = Snapshot(self._world, copy)
        rest = fork_child()
        if rest:
            try:
                self._hold(index, rest, state, snapshot)
            finally:
                leave(1)  # whatever goes wrong here is no outcome of the snippet
        self._accumulators = own_accumulators(self._spark)
        state.resume()

    def _hold(self, index: int, rest: int, state: SparkState, snapshot: Snapshot) -> NoReturn:
        """Runs mutants from statement `index` on, until this process is killed.

        `rest` is the process that goes on; where it dies early this one ends too, so that the
        worker hears of it.
        """
        adopt_orphans()
        ended = os.pidfd_open(rest)
        commands = self._commands[index]
        waiting = [commands, ended]
        lines = b""
        while True:
            ready, _, _ = select.select(waiting, [], [])
            if ended in ready:
                status = os.waitstatus_to_exitcode(os.waitpid(rest, 0)[1])
                if status != 0:
                    leave(1)
                waiting.remove(ended)
                continue
            lines += os.read(commands, 65536)
            while b"\n" in lines:
                line, _, lines = lines.partition(b"\n")
                self._serve(json.loads(line), index, rest, state, snapshot)

    def _serve(
        self,
        command: dict[str, Any],
        index: int,
        rest: int,
        state: SparkState,
        snapshot: Snapshot,
    ) -> None:
        # Otherwise the run before was held to this place, and has been put back.
        spoilt = self._put_back(state, snapshot) if command["moved"] else []
        if spoilt:
            self._report({"mutant": command["id"], "outcome": None, "spoilt": spoilt})
            return
        started = time.monotonic()
        answer = run_contained(
            partial(self._mutant, command["code"], index, state),
            command["seconds"],
            self._limits,
            self._world,
            elsewhere=lambda: udf_workers(self._worker, self._jvm, self._root),
            spared=[rest],
            hidden=self._hidden,
        )
        seconds = time.monotonic() - started
        ending = Ending.TIMEOUT if answer.timed_out else Ending.DIED
        outcome = answer.value or asdict(Outcome(ending, seconds, message=answer.reason))
        spoilt = self._put_back(state, snapshot)
        if JVM_ENDED in spoilt:
            outcome = asdict(Outcome(Ending.DIED, seconds, message="the JVM ended while it ran"))
        self._report({"mutant": command["id"], "outcome": outcome, "spoilt": spoilt})

    def _put_back(self, state: SparkState, snapshot: Snapshot) -> list[str]:
        """Puts back what a run changed; says what could not be put back."""
        from py4j.protocol import Py4JError, Py4JJavaError

        try:
            spoilt = state.restore()
        except Py4JJavaError as error:
            return [f"Spark could not be put back: {error.java_exception}"]
        except (Py4JError, OSError):
            return [JVM_ENDED]
        if not self._world.is_whole():
            return [*spoilt, "the run directory was replaced"]
        try:
            snapshot.restore()
            os.chdir(self._world.run)
        except OSError as error:
            spoilt.append(f"files could not be put back: {error}")
        return spoilt

    def _mutant(self, code: str, place: int, state: SparkState) -> dict[str, Any]:
        """The outcome of a mutant run from its statement `place` (from 0) to the check's end."""
        own_accumulators(self._spark)
        state.resume()
        started = time.monotonic()
        cell = SNIPPET
        index = place
        try:
            program.remember_source(SNIPPET, code)
            nodes = program.statements(SNIPPET, code)
            for index in range(place, len(nodes)):
                program.execute(SNIPPET, [nodes[index]], self._namespace)
            cell = CHECK
            program.execute(CHECK, program.statements(CHECK, self._check), self._namespace)
        except BaseException as error:
            return asdict(program.failed(error, cell, started, index))
        return asdict(program.passed(started))


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
