"""No run sees what another did: one mutant poisons a piece of state, and its neighbour looks.

Each area's program looks at its state, has a line for mutants, looks again, and then poisons
everything itself, in a statement that its own mutants leave out. A poison counts only if the
program that did it sees it.
"""

from dataclasses import dataclass
from textwrap import dedent, indent

import pytest

from trainer.model import Ending

pytestmark = pytest.mark.engine

FILES = """
import os, stat, pathlib, tempfile
pathlib.Path("kept.txt").write_text("kept")
os.makedirs("folder/inner")
pathlib.Path("folder/inner/kept.txt").write_text("kept")
os.symlink("kept.txt", "link")

def look():
    seen = {}
    for root in (".", os.path.expanduser("~"), tempfile.gettempdir()):
        for name, folders, files in os.walk(root):
            seen[name] = oct(os.lstat(name).st_mode)
            for each in folders + files:
                path = os.path.join(name, each)
                target = os.readlink(path) if os.path.islink(path) else None
                regular = os.path.isfile(path) and not each.startswith("mlflow.db")
                text = pathlib.Path(path).read_bytes() if regular else None
                seen[path] = (oct(os.lstat(path).st_mode), target, text)
    return seen
"""

FILE_POISONS = {
    "a new file": "open('new.txt', 'w').write('x')",
    "a new folder": "os.makedirs('new/inner')",
    "a changed file": "open('kept.txt', 'w').write('tepk')",
    "a changed file with its old time": (
        "old = os.stat('kept.txt'); open('kept.txt', 'w').write('tepk'); "
        "os.utime('kept.txt', ns=(old.st_atime_ns, old.st_mtime_ns))"
    ),
    "a removed file": "os.remove('folder/inner/kept.txt')",
    "a removed folder": "import shutil; shutil.rmtree('folder')",
    "a replaced file": "open('n', 'w').write('n'); os.replace('n', 'kept.txt')",
    "a file in a folder's place": "import shutil; shutil.rmtree('folder'); open('folder', 'w')",
    "a folder in a file's place": "os.remove('kept.txt'); os.mkdir('kept.txt')",
    "a symlink in a folder's place": (
        "import shutil; shutil.rmtree('folder'); os.symlink('/usr', 'folder')"
    ),
    "a changed symlink": "os.remove('link'); os.symlink('folder', 'link')",
    "a file's mode": "os.chmod('kept.txt', 0o400)",
    "a folder's mode": "os.chmod('folder', 0o500)",
    "the run directory's mode": "os.chmod('.', 0o700)",
    "a pipe": "os.mkfifo('pipe')",
    "a file at home": "open(os.path.expanduser('~/poison'), 'w').write('x')",
    "a temporary file": "open(tempfile.mkstemp()[1], 'w').write('x')",
    "a removed database": "os.remove('mlflow.db')",
}
FILE_SPOILERS = {
    "the run directory removed": (
        "import shutil; here = os.getcwd(); shutil.rmtree(here); os.mkdir(here); os.chdir(here)"
    ),
    "a symlink in the run directory's place": (
        "import shutil; here = os.getcwd(); os.rename(here, here + '-moved'); "
        "os.symlink(here + '-moved', here); open('new.txt', 'w')"
    ),
}

PYTHON = """
import os, sys, random, warnings, threading, signal, builtins, json, locale, time
import numpy as np
import mlflow, pyspark.sql.functions as F
from pyspark.sql import DataFrame
random.seed(1); np.random.seed(1)
original = DataFrame.count, mlflow.log_metric, json.dumps

def look():
    return {
        "environment": dict(os.environ),
        "working directory": os.getcwd(),
        "modules": "poison" in sys.modules,
        "attributes": hasattr(mlflow, "poison"),
        "functions": (DataFrame.count, mlflow.log_metric, json.dumps) == original,
        "builtins": hasattr(builtins, "poison"),
        "random": hash(random.getstate()),
        "numpy": hash(np.random.get_state()[1].tobytes()),
        "warnings": len(warnings.filters),
        "threads": threading.active_count(),
        "signals": signal.getsignal(signal.SIGUSR1),
        "path": list(sys.path),
        "recursion": sys.getrecursionlimit(),
        "umask": (os.umask(0o22), os.umask(0o22))[0],
        "stdout": sys.stdout.closed,
        "trace": sys.gettrace() is None,
        "prefix": list(kept),
    }

kept = [1]
"""

PYTHON_POISONS = {
    "an environment variable": "os.environ['POISON'] = 'yes'",
    "a removed environment variable": "del os.environ['HOME']",
    "the working directory": "os.chdir('/')",
    "a module": "sys.modules['poison'] = sys",
    "an attribute of mlflow": "mlflow.poison = True",
    "a patched method of pyspark": "DataFrame.count = lambda self: 7",
    "a patched function of mlflow": "mlflow.log_metric = print",
    "a patched standard library": "json.dumps = lambda *_, **__: 'x' if 0 else original[2](*_, **__)",
    "a builtin": "builtins.poison = 1",
    "Python's random state": "random.seed(2)",
    "NumPy's random state": "np.random.seed(2)",
    "a warnings filter": "warnings.filterwarnings('error', 'poison')",
    "a thread": "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "a thread that holds the program up": "threading.Thread(target=time.sleep, args=(60,)).start()",
    "a signal handler": "signal.signal(signal.SIGUSR1, lambda *_: None)",
    "the import path": "sys.path.insert(0, '/poison')",
    "the recursion limit": "sys.setrecursionlimit(5000)",
    "the file mode mask": "os.umask(0o77)",
    "a closed stdout": "sys.stdout.close()",
    "an object of the prefix": "kept.append(2)",
}

MLFLOW = """
import mlflow
from mlflow import MlflowClient
mlflow.set_experiment("kept")
with mlflow.start_run() as kept:
    mlflow.log_metric("a", 1)
    mlflow.log_text("kept", "kept.txt")
mlflow.MlflowClient().create_registered_model("kept")

def look():
    client = MlflowClient()
    from mlflow.utils.autologging_utils import autologging_is_disabled
    return {
        "active run": mlflow.active_run() and mlflow.active_run().info.run_id,
        "tracking": mlflow.get_tracking_uri(),
        "registry": mlflow.get_registry_uri(),
        "experiments": sorted((e.name, str(e.tags)) for e in client.search_experiments()),
        "current": mlflow.tracking.fluent._get_experiment_id(),
        "runs": [
            (r.info.run_id, r.data.metrics, sorted(r.data.tags), r.info.status, r.info.run_name)
            for r in client.search_runs([e.experiment_id for e in client.search_experiments()])
        ],
        "models": [(m.name, m.tags, m.aliases) for m in client.search_registered_models()],
        "versions": [(v.name, v.version) for v in client.search_model_versions()],
        "autolog": autologging_is_disabled("sklearn"),
        "traces": len(mlflow.search_traces(locations=[kept.info.experiment_id], return_type="list")),
        "artifacts": [f.path for f in client.list_artifacts(kept.info.run_id)],
    }
"""

MLFLOW_POISONS = {
    "an active run": "mlflow.start_run()",
    "a nested run": "mlflow.start_run(); mlflow.start_run(nested=True)",
    "an experiment": "mlflow.set_experiment('poison')",
    "an experiment's tag": "mlflow.set_experiment_tag('poison', 'yes')",
    "a run's tag": "MlflowClient().set_tag(kept.info.run_id, 'poison', 'yes')",
    "a run's metric": "MlflowClient().log_metric(kept.info.run_id, 'a', 5)",
    "a removed run": "mlflow.delete_run(kept.info.run_id)",
    "a removed experiment": "mlflow.delete_experiment(kept.info.experiment_id)",
    "a run's artifact": "MlflowClient().log_text(kept.info.run_id, 'x', 'poison.txt')",
    "the tracking URI": "mlflow.set_tracking_uri('sqlite:///other.db')",
    "the registry URI": "mlflow.set_registry_uri('sqlite:///other.db')",
    "autologging": "mlflow.sklearn.autolog()",
    "a registered model": "MlflowClient().create_registered_model('poison')",
    "a removed model": "MlflowClient().delete_registered_model('kept')",
    "a model's tag": "MlflowClient().set_registered_model_tag('kept', 'poison', 'yes')",
    "a trace": "mlflow.trace(lambda: 1)(); mlflow.flush_trace_async_logging()",
}

SPARK = """
import os, uuid, pandas as pd
from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf, udf
spark.range(3).write.saveAsTable("kept")
spark.range(3).write.parquet("kept.parquet")
spark.range(3).createOrReplaceTempView("view")
spark.range(3).createGlobalTempView("global_view")
spark.sql("CREATE DATABASE kept_db")
spark.udf.register("twice", lambda n: n * 2, "int")
spark.conf.set("spark.sql.session.timeZone", "UTC")
spark.conf.set("spark.kept", "kept")
spark.sparkContext.setLocalProperty("kept", "yes")
spark.sql("DECLARE VARIABLE kept_variable INT DEFAULT 1")
plain = spark.range(3)
cached = spark.range(4).cache(); cached.count()
chance = udf(lambda n: str(uuid.uuid4())).asNondeterministic()
drawn = spark.range(2).select(chance("id")).cache(); drawn.count()
rdd = spark.sparkContext.parallelize([1, 2]).cache(); rdd.count()

@pandas_udf("string")
def worker(values: pd.Series) -> pd.Series:
    import os, pandas
    seen = (os.getcwd() == home, os.environ.get("POISON"), hasattr(pandas, "poison"))
    return pd.Series([str(seen)] * len(values))

home = os.getcwd()

def value(query):
    try:
        return [tuple(row) for row in spark.sql(query).collect()]
    except Exception as error:
        return type(error).__name__

def look():
    context = spark.sparkContext
    active = SparkSession.getActiveSession()
    return {
        "databases": value("SHOW DATABASES"),
        "tables": value("SHOW TABLES"),
        "functions": value("SHOW USER FUNCTIONS"),
        "global views": value("SHOW TABLES IN global_temp"),
        "database": spark.catalog.currentDatabase(),
        "rows": value("SELECT count(*), max(id) FROM kept"),
        "columns": value("DESCRIBE EXTENDED kept"),
        "properties": value("DESCRIBE DATABASE EXTENDED kept_db"),
        "files": spark.read.parquet("kept.parquet").count(),
        "view": value("SELECT sum(id) FROM view"),
        "global view": value("SELECT sum(id) FROM global_temp.global_view"),
        "twice": value("SELECT twice(2), upper('a')"),
        "poison": value("SELECT poison(1)"),
        "settings": value("SET"),
        "variable": value("SELECT kept_variable"),
        "new variable": value("SELECT new_variable"),
        "cached": (str(plain.storageLevel), str(cached.storageLevel), str(rdd.getStorageLevel())),
        "counts": (plain.count(), cached.count(), rdd.count()),
        "random data": hash(tuple(drawn.collect())),
        "persistent": context._jsc.getPersistentRDDs().size() - (not cached.is_cached),
        "checkpoints": context.getCheckpointDir(),
        "streams": len(spark.streams.active),
        "stopped streams": spark.streams.awaitAnyTermination(0.05),
        "group": context.getLocalProperty("spark.jobGroup.id"),
        "property": context.getLocalProperty("poison"),
        "prefix's property": context.getLocalProperty("kept"),
        "active": active is not None and active._jsparkSession.equals(spark._jsparkSession),
        "hadoop": context._jsc.hadoopConfiguration().get("poison"),
        "java": spark._jvm.System.getProperty("poison"),
        "distributed": context._jsc.sc().listFiles().toString(),
        "catalog": spark.catalog.currentCatalog(),
        "worker": [row[0] for row in plain.select(worker("id")).collect()],
        "source": source(),
    }

def source():
    try:
        return spark.read.format("poison").load().count()
    except Exception as error:
        return type(error).__name__
"""

SPARK_POISONS = {
    "a database": "spark.sql('CREATE DATABASE poison')",
    "the SQL path": "spark.sql('SET spark.sql.path.enabled = true'); spark.sql('SET PATH = spark_catalog.kept_db')",
    "the current database by SQL": "spark.sql('USE kept_db')",
    "the current database": "spark.catalog.setCurrentDatabase('kept_db')",
    "a dropped database": "spark.sql('DROP DATABASE kept_db CASCADE')",
    "a database's property": "spark.sql(\"ALTER DATABASE kept_db SET DBPROPERTIES ('a' = 'b')\")",
    "a table": "spark.range(5).write.saveAsTable('poison')",
    "a dropped table": "spark.sql('DROP TABLE kept')",
    "an overwritten table": "spark.range(9).write.mode('overwrite').saveAsTable('kept')",
    "rows in a table": "spark.sql('INSERT INTO kept VALUES (77)')",
    "an altered table": "spark.sql('ALTER TABLE kept ADD COLUMNS (poison INT)')",
    "a renamed table": "spark.sql('ALTER TABLE kept RENAME TO poison')",
    "overwritten files": "spark.range(9).write.mode('overwrite').parquet('kept.parquet')",
    "a view": "spark.range(5).createOrReplaceTempView('poison')",
    "a redefined view": "spark.range(9).createOrReplaceTempView('view')",
    "a dropped view": "spark.catalog.dropTempView('view')",
    "a global view": "spark.range(5).createGlobalTempView('poison')",
    "a redefined global view": "spark.range(9).createOrReplaceGlobalTempView('global_view')",
    "a function": "spark.udf.register('poison', lambda n: n, 'int')",
    "a function over a built-in one": "spark.udf.register('upper', lambda s: 'poison')",
    "a function over the prefix's": "spark.udf.register('twice', lambda n: 0, 'int')",
    "a function by SQL": "spark.sql('CREATE TEMPORARY FUNCTION poison(n INT) RETURNS INT RETURN n')",
    "a lasting function": "spark.sql('CREATE FUNCTION poison(n INT) RETURNS INT RETURN n')",
    "a dropped function": "spark.sql('DROP TEMPORARY FUNCTION twice')",
    "a setting": "spark.conf.set('spark.sql.shuffle.partitions', 7)",
    "a setting by SQL": "spark.sql('SET spark.sql.ansi.enabled = false')",
    "an unset setting": "spark.conf.unset('spark.kept')",
    "a setting by the builder": "SparkSession.builder.config('spark.poison', 'x').getOrCreate()",
    "a new variable": "spark.sql('DECLARE VARIABLE new_variable INT DEFAULT 5')",
    "a variable": "spark.sql('SET VARIABLE kept_variable = 5')",
    "a cached frame": "plain.cache().count()",
    "a persisted RDD": "more = spark.sparkContext.parallelize([1]).cache(); more.count()",
    "the checkpoint folder": "spark.sparkContext.setCheckpointDir('checkpoints')",
    "a stream": (
        "spark.readStream.format('rate').load().writeStream.format('memory')"
        ".queryName('poison').start()"
    ),
    "a stopped stream": (
        "spark.readStream.format('rate').load().writeStream.format('memory')"
        ".queryName('poison').start().stop()"
    ),
    "a job group": "spark.sparkContext.setJobGroup('poison', 'poison')",
    "a local property": "spark.sparkContext.setLocalProperty('poison', 'yes')",
    "another active session": (
        "other = spark.newSession(); "
        "spark._jvm.org.apache.spark.sql.classic.SparkSession.setActiveSession(other._jsparkSession)"
    ),
    "no session": (
        "spark._jvm.org.apache.spark.sql.classic.SparkSession.clearActiveSession(); "
        "spark._jvm.org.apache.spark.sql.classic.SparkSession.clearDefaultSession()"
    ),
    "a worker's module": (
        "worker = pandas_udf(lambda s: (setattr(pd, 'poison', 1), s.astype(str))[1], 'string')"
    ),
    "a worker's environment": (
        "worker = pandas_udf(lambda s: (os.environ.update(POISON='yes'), s.astype(str))[1], 'string')"
    ),
    "a worker's directory": "worker = pandas_udf(lambda s: (os.chdir('/'), s.astype(str))[1], 'string')",
    "a data source": (
        "from pyspark.sql.datasource import *; "
        "Part = type('Part', (DataSourceReader,), {'read': lambda self, p: iter([(1,)])}); "
        "Poison = type('Poison', (DataSource,), {'name': classmethod(lambda c: 'poison'), "
        "'schema': lambda self: 'a int', 'reader': lambda self, schema: Part()}); "
        "spark.dataSource.register(Poison)"
    ),
}
SPARK_SPOILERS = {
    "a released frame": "drawn.unpersist()",
    "a cleared cache": "spark.catalog.clearCache()",
    "a released RDD": "rdd.unpersist()",
    "Hadoop's configuration": "spark.sparkContext._jsc.hadoopConfiguration().set('poison', 'yes')",
    "a property of the JVM": "spark._jvm.System.setProperty('poison', 'yes')",
    "a distributed file": "open('f.py', 'w').write(''); spark.sparkContext.addPyFile('f.py')",
    "a stopped Spark": "spark.stop()",
}


@dataclass(frozen=True)
class Area:
    """A piece of state: how it is looked at, and how it is poisoned."""

    prefix: str
    poisons: dict[str, str]
    spoilers: dict[str, str]
    """Poisons after which the worker is started again."""


AREAS = {
    "files": Area(FILES, FILE_POISONS, FILE_SPOILERS),
    "python": Area(PYTHON, PYTHON_POISONS, {}),
    "mlflow": Area(MLFLOW, MLFLOW_POISONS, {}),
    "spark": Area(SPARK, SPARK_POISONS, SPARK_SPOILERS),
}
CASES = [
    (area, poison) for area in AREAS for poison in (*AREAS[area].poisons, *AREAS[area].spoilers)
]
CHECK = """
changed = {name: (value, after.get(name)) for name, value in before.items() if after.get(name) != value}
changed |= {name: after[name] for name in after.keys() - before.keys()}
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
    if poison not in ("a removed database", "a stopped Spark", "a released RDD"):
        assert poisoned.ending in (Ending.CHECK_FAILED, Ending.RAISED), poisoned
