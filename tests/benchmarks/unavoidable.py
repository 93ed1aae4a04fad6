"""The work of a verification that cannot be avoided, in one warm process without isolation.

Run by `engine.py`: `python unavoidable.py DECK CACHE ANSWER` writes to the file ANSWER what each
snippet's own run took and what the suffix of each of its mutants took.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from trainer.decks.deck import Deck, find_deck
from trainer.decks.memo import Memo
from trainer.model import apply_change
from trainer.runtime.program import CHECK, GIVEN, SNIPPET, Cells, places
from trainer.runtime.settings import ENVIRONMENT, spark_settings, use_output
from trainer.verify.plan import Planner, Work

PASSES = 2
"""The whole deck is run so often; the last time counts, when all is warm."""


@dataclass
class Unavoidable:
    """Seconds of a snippet's own run and of its mutants' suffixes, and their CPU seconds."""

    snippet: str
    baseline: float = 0.0
    suffixes: dict[str, float] = field(default_factory=dict)
    cpu: float = 0.0
    strange: list[str] = field(default_factory=list)
    """Mutants that raised something else than recorded: their suffix may be another one."""

    @property
    def own(self) -> float:
        return sum(self.suffixes.values())

    @property
    def seconds(self) -> float:
        return self.baseline + self.own


def run_unavoidable(root: Path, cache: Path, answer: Path) -> None:
    """Runs every baseline and every suffix in this process and writes what they took."""
    from trainer.runtime.jvm import launch_jvm, wait_for_jvm
    from trainer.runtime.worker import _prepare_mlflow, _session
    from trainer.runtime.world import World, template_database

    works = planned(find_deck(root), cache)
    world = World(answer.parent / "world")
    os.environ.update(ENVIRONMENT, HOME=str(world.home), TMPDIR=str(world.temporary))
    os.chdir(world.run)
    # That each task has a Python worker of its own is isolation, too.
    reuse = {"spark.python.worker.reuse": "true"}
    settings = spark_settings(world.run, answer.parent) | reuse
    launch = launch_jvm(world.run, answer.parent, settings, cache)
    _prepare_mlflow()
    template = template_database(cache)
    jvm = wait_for_jvm(launch)
    bare = Bare(_session(), world, template)
    errors = os.fdopen(os.dup(2), "w")
    use_output(None)
    found: list[Unavoidable] = []
    for _ in range(PASSES):
        found = []
        for work in works:
            try:
                found.append(bare.run(work))
            except Exception as error:
                print(f"{work.snippet.name}: {type(error).__name__}: {error}", file=errors)
                errors.flush()
                os._exit(1)
    answer.write_text(json.dumps([asdict(each) for each in found]))
    assert jvm.stdin is not None
    jvm.stdin.close()
    jvm.wait()
    os._exit(0)


class Bare:
    """Runs snippets and suffixes in this very process.

    A suffix is run just before the statement in whose place it stands, in a shallow copy of the
    namespace. Files, Spark's state and MLflow's are put back afterwards as far as they must be for
    the next run to do the work that it is meant to do; none of that is counted.
    """

    def __init__(self, spark: Any, world: Any, template: Path) -> None:
        from sqlalchemy import event
        from sqlalchemy.engine import Engine as Database

        self._spark, self._world, self._template = spark, world, template
        self._databases: list[Any] = []
        self._environment = dict(os.environ)

        @event.listens_for(Database, "engine_connect")
        def note(connection: Any) -> None:
            if connection.engine not in self._databases:
                self._databases.append(connection.engine)

    def run(self, work: Work) -> Unavoidable:
        """Raises what the snippet raises."""
        import mlflow

        from trainer.runtime.stage import _own_session
        from trainer.runtime.world import new_database

        self._disconnect()
        self._world.empty()
        # MLflow notes the experiment that is set in a variable of the environment, too.
        os.environ.clear()
        os.environ.update(self._environment)
        uri = f"sqlite:///{new_database(self._template, self._world.run)}"
        mlflow.set_tracking_uri(uri)
        mlflow.set_registry_uri(uri)
        mlflow.tracking.fluent._active_experiment_id = None
        spark = _own_session(self._spark)
        file = str(self._world.run / "program.py")
        namespace = own_module({"__file__": file, "spark": spark})
        result = Unavoidable(work.snippet.name)
        cells = Cells.of(work.snippet)
        codes = {m.id: apply_change(cells.code, m.span, m.after) for m in work.mutants}
        place_of = places(cells.code, codes)
        recorded = {proof.id: proof for proof in work.recorded.mutants} if work.recorded else {}

        def baseline(cell: str, nodes: list[ast.stmt]) -> None:
            with self._counted(result) as seconds:
                execute(cell, nodes, namespace)
            result.baseline += seconds()

        baseline(GIVEN, ast.parse(cells.given).body)
        for index, node in enumerate(ast.parse(cells.code).body):
            here = [id_ for id_, place in place_of.items() if place == index]
            put_back = self._keeper(spark, f"copy-{index}") if here else lambda: None
            for id_ in here:
                main = sys.modules["__main__"]
                copy = own_module(namespace)
                raised = None
                with self._counted(result) as seconds:
                    try:
                        execute(SNIPPET, ast.parse(codes[id_]).body[index:], copy)
                        execute(CHECK, ast.parse(cells.check).body, copy)
                    except BaseException as error:
                        raised = type(error).__name__
                result.suffixes[id_] = seconds()
                if id_ in recorded and raised != recorded[id_].exception:
                    result.strange.append(f"{id_} ({raised})")
                sys.modules["__main__"] = main
                put_back()
            baseline(SNIPPET, [node])
        baseline(CHECK, ast.parse(cells.check).body)
        return result

    @contextlib.contextmanager
    def _counted(self, result: Unavoidable) -> Iterator[Callable[[], float]]:
        """Adds the CPU time of a block to `result`; what it yields tells its wall time."""
        before = family_cpu()
        began = time.perf_counter()
        ended = began
        yield lambda: ended - began
        ended = time.perf_counter()
        result.cpu += family_cpu() - before

    def _keeper(self, spark: Any, copy: str) -> Callable[[], None]:
        """A function that puts back what a suffix changed."""
        import mlflow
        from mlflow.tracking import fluent

        from trainer.runtime.spark_state import SparkState
        from trainer.runtime.world import Snapshot

        state = SparkState(spark)
        snapshot = Snapshot(self._world, self._world.place.with_name(copy))
        environment = dict(os.environ)
        uris = mlflow.get_tracking_uri(), mlflow.get_registry_uri()
        experiment = fluent._active_experiment_id
        active = list(fluent._active_run_stack.get())

        def put_back() -> None:
            state.restore()
            state.resume()
            self._disconnect()
            snapshot.restore()
            os.chdir(self._world.run)
            os.environ.clear()
            os.environ.update(environment)
            mlflow.set_tracking_uri(uris[0])
            mlflow.set_registry_uri(uris[1])
            fluent._active_experiment_id = experiment
            fluent._active_run_stack.set(list(active))

        return put_back

    def _disconnect(self) -> None:
        for database in self._databases:
            database.dispose()


def own_module(names: dict[str, Any]) -> dict[str, Any]:
    """The namespace of a new `__main__` with these names."""
    module = ModuleType("__main__")
    module.__dict__.update(names)
    sys.modules["__main__"] = module
    return module.__dict__


def execute(cell: str, nodes: Sequence[ast.stmt], namespace: dict[str, Any]) -> None:
    for node in nodes:
        exec(compile(ast.Module([node], []), cell, "exec", dont_inherit=True), namespace)


def family_cpu() -> float:
    """CPU seconds of this process, of those it started, and of theirs that have ended."""
    import psutil

    own = psutil.Process()
    total = 0.0
    for process in [own, *own.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            total += sum(process.cpu_times()[:4])
    return total


def planned(deck: Deck, cache: Path) -> list[Work]:
    planner = Planner(deck, Memo(cache / "memo.json"))
    works = [work for work in map(planner.work, planner.snippets) if work is not None]
    planner.memo.save()
    for problem in planner.problems:
        print(problem)  # noqa: T201
    return [work for work in works if not work.missing]


if __name__ == "__main__":
    run_unavoidable(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
