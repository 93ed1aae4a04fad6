"""No run sees what another did: one mutant poisons a piece of state, and its neighbour looks.

Each area's program looks at its state, has a line for mutants, looks again, and then poisons
everything itself, in a statement that its own mutants leave out. A poison counts only if the
program that did it sees it.
"""

from textwrap import dedent, indent

import pytest

from tests.runtime.leak_areas import AREAS
from trainer.model import Ending

pytestmark = pytest.mark.engine

CASES = [
    (area, poison) for area in AREAS for poison in (*AREAS[area].poisons, *AREAS[area].spoilers)
]
CHECK = """
changed = {
    name: (before.get(name), after.get(name))
    for name in before.keys() | after.keys()
    if before.get(name) != after.get(name)
}
assert not changed, "\\n".join(f"{name}: {str(pair)[:300]}" for name, pair in changed.items())
"""


def _program(area):
    """A program that poisons everything at its end, which its mutants do not reach."""
    later = "\n".join(
        f"    try:\n{indent(line, '        ')}\n    except Exception: pass"
        for line in area.poisons.values()
    )
    return (
        f"{area.prefix}\nbefore = look()\ntouched = None\nafter = look()\n"
        f"if touched is None:\n    pass\n{later}"
    )


@pytest.fixture(scope="module")
def outcomes(engine, lines):
    """By area and poison: how the poisoned mutant ended, and the one after it that looked."""
    found = {}

    def of(area_name):
        if area_name not in found:
            area = AREAS[area_name]
            code = _program(area)
            place = code.split("\n").index("touched = None") + 1
            poisons = area.poisons | area.spoilers
            mutants = [
                (place, line)
                for number, poison in enumerate(poisons.values())
                for line in (f"touched = 1; {poison}", f"touched = {number + 2}")
            ]
            runs, ended = lines(engine, code, mutants, check=dedent(CHECK))
            pairs = zip(ended[::2], ended[1::2], strict=True)
            found[area_name] = runs, dict(zip(poisons, pairs, strict=True))
        return found[area_name]

    return of


@pytest.mark.parametrize(("area", "poison"), CASES, ids=[f"{a}-{p}" for a, p in CASES])
def test_no_run_sees_what_another_did(outcomes, area, poison):
    runs, pairs = outcomes(area)
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    poisoned, looked = pairs[poison]
    assert looked.ending is Ending.PASSED, looked.message
    if poison != "a removed database":
        assert poisoned.ending in (Ending.CHECK_FAILED, Ending.RAISED), poisoned


def test_the_next_snippet_sees_nothing_of_the_last(engine, lines):
    poison = """
import mlflow, os
mlflow.set_experiment("poison")
mlflow.start_run()
spark.range(2).write.saveAsTable("poison")
spark.range(2).createGlobalTempView("poison")
spark.range(2).createOrReplaceTempView("poison")
spark.range(2).cache().count()
spark.udf.register("poison", lambda n: n)
spark.sql("CREATE DATABASE poison")
spark.sql("USE poison")
spark.conf.set("spark.poison", "yes")
spark.sparkContext.setJobGroup("poison", "poison")
spark.readStream.format("rate").load().writeStream.format("memory").queryName("p").start()
os.environ["POISON"] = "yes"
open(os.path.expanduser("~/poison"), "w").write("x")
{last}
"""
    look = """
import mlflow, os
mlflow.log_metric("a", 1)
seen = (
    [each.name for each in mlflow.search_experiments()],
    len(mlflow.search_runs(search_all_experiments=True)),
    os.listdir(os.path.expanduser("~")),
    os.environ.get("POISON"),
    [each.name for each in spark.catalog.listDatabases()],
    spark.catalog.currentDatabase(),
    spark.catalog.listTables(),
    spark.sql("SHOW TABLES IN global_temp").count(),
    spark.catalog.functionExists("poison"),
    spark.conf.get("spark.poison", None),
    spark.sparkContext._jsc.getPersistentRDDs().size(),
    spark.sparkContext.getLocalProperty("spark.jobGroup.id"),
    len(spark.streams.active),
)
"""
    expected = "(['Default'], 1, [], None, ['default'], 'default', [], 0, False, None, 0, None, 0)"
    for last in ("pass", "spark.stop()"):
        poisoned, _ = lines(engine, poison.format(last=last))
        assert poisoned.baseline.ending is Ending.PASSED, poisoned.baseline
        looked, _ = lines(engine, look, check=f"assert seen == {expected}, str(seen)")
        assert looked.baseline.ending is Ending.PASSED, looked.baseline


@pytest.mark.parametrize(
    "prefix",
    [
        "import threading, time\n"
        "left = threading.Thread(target=time.sleep, args=(60,), daemon=True)\n"
        "left.start()\nalive = left.is_alive",
        "query = spark.readStream.format('rate').load().writeStream.format('memory')\n"
        "query = query.queryName('rates').start()\nfound = spark.streams.active\n"
        "alive = lambda: query.isActive",
    ],
    ids=["a thread", "a stream"],
)
def test_a_prefix_that_cannot_be_split_is_run_whole(engine, lines, prefix):
    mutants = [(5, "x = 0 + 1"), (5, "x = 1 / 0"), (5, "x = 2"), (6, "y = alive() + 0")]
    runs, (same, raised, wrong, later) = lines(
        engine, f"{prefix}\nx = 1\ny = alive()", mutants, check="assert x == 1 and y"
    )
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    assert (same.ending, later.ending) == (Ending.PASSED, Ending.PASSED)
    assert (raised.ending, raised.exception, raised.line) == (
        Ending.RAISED,
        "ZeroDivisionError",
        5,
    )
    assert wrong.ending is Ending.CHECK_FAILED


def test_a_writer_that_a_mutant_sets_is_no_other_mutants_writer(engine, lines):
    code = "writer = spark.range(3).write\nwriter = writer.option('a', 'b')\nwriter.parquet('p')"
    mutants = [
        (2, "writer = writer.mode('ignore').option('a', 'b')"),
        (2, "writer = writer.option('a', 'c')"),
    ]
    # A writer without a mode refuses the folder that its first write made.
    check = """
try:
    writer.parquet("p")
except Exception as error:
    assert "PATH_ALREADY_EXISTS" in str(error), str(error)
else:
    raise AssertionError("written twice")
"""
    runs, (ignoring, plain) = lines(engine, code, mutants, check=check)
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    assert (ignoring.ending, ignoring.message) == (Ending.CHECK_FAILED, "written twice")
    assert plain.ending is Ending.PASSED, plain


def test_a_cached_frame_that_is_filled_or_released_on_the_way_costs_no_worker(engine, lines):
    code = "frame = spark.range(3).cache()\nfirst = 1\nframe.count()\nsecond = 2\nthird = 3"
    tell = (
        "raise ValueError(spark._jvm.ProcessHandle.current().pid(), "
        "len(spark.sparkContext._jsc.getPersistentRDDs()), third)"
    )
    mutants = [
        (2, "first = frame.count()"),
        (4, "frame.unpersist(True)"),
        (4, "second = 0"),
        (5, f"third = 'filled'; {tell}"),
        (2, f"first = third = 'not yet'; {tell}"),
    ]
    runs, ended = lines(engine, code, mutants)
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    last, early = ended[3].message, ended[4].message
    assert "1, 'filled'" in last
    assert "0, 'not yet'" in early
    assert last.split(",")[0] == early.split(",")[0], "the JVM was replaced"
