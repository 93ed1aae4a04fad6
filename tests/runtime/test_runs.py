"""Running snippets and mutants on real Spark and MLflow: outcomes, isolation, limits."""

import pytest

from trainer.errors import WorkerError
from trainer.model import Ending, Mutant
from trainer.runtime.engine import Engine

pytestmark = pytest.mark.engine


@pytest.fixture
def run(engine, write_deck, texts):
    """Runs a program whose line `pass  # N` is replaced by the N-th mutant's code."""

    def run(code, mutants=(), given="", check="pass"):
        deck = write_deck({"small": texts[0](code=code, given=given, check=check)})
        (snippet,) = deck.snippets()[0]
        lines = code.split("\n")
        made = [
            Mutant("small", "rule", number, (line, line), lines[line - 1], after)
            for number, (line, after) in enumerate(mutants, 1)
        ]
        runs = engine.run(snippet, made)
        return runs, [runs.outcomes[mutant.id] for mutant in made]

    return run


def test_each_way_to_end_is_told_apart(run):
    code = "a = 1\nb = a + 1\nc = b"
    runs, outcomes = run(
        code,
        [
            (2, "b = a + 1 + 0"),
            (2, "b = a + 'text'"),
            (2, "b = 3"),
            (3, "c = None"),
            (2, "while True: pass"),
            (2, "import os; os._exit(3)"),
            (2, "import sys; sys.exit('enough')"),
        ],
        check="assert c + 0 == 2, 'c is wrong'",
    )
    assert runs.baseline.ending is Ending.PASSED
    assert [outcome.ending for outcome in outcomes] == [
        Ending.PASSED,
        Ending.RAISED,
        Ending.CHECK_FAILED,
        Ending.CHECK_RAISED,
        Ending.TIMEOUT,
        Ending.DIED,
        Ending.RAISED,
    ]
    raised, check_failed = outcomes[1], outcomes[2]
    assert (raised.exception, raised.line) == ("TypeError", 2)
    assert "Exception" in raised.bases
    assert raised.traceback.splitlines()[1:3] == [
        '  File "<snippet>", line 2, in <module>',
        "    b = a + 'text'",
    ]
    assert (check_failed.message, check_failed.line) == ("c is wrong", None)
    assert "3" in outcomes[5].message


def test_a_baseline_that_raises_is_told(run):
    runs, _ = run("a = 1\nb = undefined", check="pass")
    assert runs.baseline.ending is Ending.RAISED
    assert runs.baseline.line == 2
    runs, _ = run("a = 1", given="1 / 0")
    assert runs.baseline.ending is Ending.GIVEN_RAISED


def test_a_mutant_in_a_pandas_udf_breaks_in_the_worker_and_its_neighbour_does_not(run):
    code = """import pandas as pd
from pyspark.sql.functions import pandas_udf
@pandas_udf("double")
def half(values: pd.Series) -> pd.Series:
    return values / 2
rows = spark.range(4).select(half("id").alias("h")).collect()"""
    runs, (broken, fine) = run(
        code,
        [(5, "    return values.halve()"), (5, "    return values * 0.5")],
        check="assert [row.h for row in rows] == [0.0, 0.5, 1.0, 1.5]",
    )
    assert runs.baseline.ending is Ending.PASSED
    assert (broken.ending, broken.line) == (Ending.RAISED, 5)
    assert "'Series' object has no attribute 'halve'" in broken.message
    assert fine.ending is Ending.PASSED


def test_the_given_names_are_told_from_the_real_objects(run):
    runs, _ = run(
        "n = df.count() + len(pdf) + size\nm = n\n",
        given="import pandas as pd\ndf = spark.range(2)\npdf = pd.DataFrame({'a': [1.5]})\n"
        "size = 3\nunused = 1",
    )
    assert runs.given == {
        "df": "DataFrame[id: bigint]",
        "pdf": "pandas.DataFrame[a: float64] (1 rows)",
        "size": "3",
    }


def test_a_worker_that_cannot_start_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmxnonsense")
    with Engine(tmp_path / "cache") as engine, pytest.raises(WorkerError, match="nonsense"):
        engine.start()


def test_a_run_that_was_started_before_the_change_is_still_the_active_one(run):
    runs, (changed,) = run(
        "import mlflow\nstarted = mlflow.start_run()\nmlflow.log_metric('a', 1)\nx = 1\n"
        "mlflow.end_run()",
        [(3, "mlflow.log_metric('a', 2)")],
        check="found = mlflow.search_runs()\n"
        "assert list(found['run_id']) == [started.info.run_id]\n"
        "assert found.loc[0, 'metrics.a'] in (1, 2)",
    )
    assert runs.baseline.ending is Ending.PASSED, runs.baseline.message
    assert changed.ending is Ending.PASSED, changed.message


def test_where_a_mutant_raised_is_known_too_where_it_was_run_as_a_whole(run):
    thread = "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    code = f"import threading, time\n{thread}\nb = 1\nc = b"
    _, [outcome] = run(code, [(4, "c = undefined")])
    assert outcome.exception == "NameError"
    assert outcome.statement == 3, "a combined mutant is judged by what its parts met first"
