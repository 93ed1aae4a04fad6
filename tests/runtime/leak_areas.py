"""State that programs share, by area: how it is looked at, and how it is poisoned."""

from dataclasses import dataclass

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
    "a patched standard library": "json.dumps = lambda *a, **k: original[2](*a, **k)",
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
        "traces": len(mlflow.search_traces(return_type="list")),
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

CATALOG = """
import os
spark.range(3).coalesce(1).write.saveAsTable("kept")
spark.range(3).coalesce(1).write.parquet("kept.parquet")
spark.range(3).createOrReplaceTempView("view")
spark.range(3).createGlobalTempView("global_view")
spark.sql("CREATE DATABASE kept_db")
spark.sql("CREATE TEMPORARY FUNCTION twice(n INT) RETURNS INT RETURN n * 2")

def value(query):
    try:
        return [tuple(row) for row in spark.sql(query).collect()]
    except Exception as error:
        return type(error).__name__

def files(folder):
    return sorted(name for name in os.listdir(folder) if name.startswith("part"))

def look():
    return {
        "databases": value("SHOW DATABASES"),
        "tables": value("SHOW TABLES"),
        "global views": value("SHOW TABLES IN global_temp"),
        "functions": value("SHOW USER FUNCTIONS"),
        "database": spark.catalog.currentDatabase(),
        "catalog": spark.catalog.currentCatalog(),
        "path": value("SELECT current_path()"),
        "columns": value("DESCRIBE EXTENDED kept"),
        "properties": value("DESCRIBE DATABASE EXTENDED kept_db"),
        "rows": value("SELECT count(*), max(id) FROM kept"),
        "files": value("SELECT count(*) FROM parquet.`kept.parquet`"),
        "names of files": (files("kept.parquet"), files("spark-warehouse/kept")),
        "view": value("EXPLAIN SELECT * FROM view"),
        "global view": value("EXPLAIN SELECT * FROM global_temp.global_view"),
        "results": value("SELECT twice(2), upper('a')"),
        "poison": spark.catalog.functionExists("poison"),
    }
"""

SESSION = """
import uuid
from pyspark.sql import SparkSession
from pyspark.sql.functions import udf
spark.conf.set("spark.kept", "kept")
spark.sparkContext.setLocalProperty("kept", "yes")
spark.sql("DECLARE VARIABLE kept_variable INT DEFAULT 1")
plain = spark.range(3)
chance = udf(lambda n: str(uuid.uuid4())).asNondeterministic()
drawn = spark.range(2).coalesce(1).select(chance("id")).cache(); drawn.count()
rdd = spark.sparkContext.parallelize([1, 2]).cache(); rdd.count()

def value(query):
    try:
        return [tuple(row) for row in spark.sql(query).collect()]
    except Exception as error:
        return type(error).__name__

def look():
    context = spark.sparkContext
    active = spark._jvm.org.apache.spark.sql.classic.SparkSession.getActiveSession()
    return {
        "settings": value("SET"),
        "variable": value("SELECT kept_variable"),
        "new variable": value("SELECT new_variable"),
        "cached": (str(plain.storageLevel), str(drawn.storageLevel), str(rdd.getStorageLevel())),
        "random data": hash(tuple(drawn.collect())),
        "persistent": context._jsc.getPersistentRDDs().size(),
        "checkpoints": context.getCheckpointDir(),
        "streams": len(spark.streams.active),
        "stopped streams": spark.streams.awaitAnyTermination(0.05),
        "group": context.getLocalProperty("spark.jobGroup.id"),
        "property": context.getLocalProperty("poison"),
        "prefix's property": context.getLocalProperty("kept"),
        "active": active.isDefined() and active.get().equals(spark._jsparkSession),
        "active in Python": SparkSession.getActiveSession() is None,
        "hadoop": context._jsc.hadoopConfiguration().get("poison"),
        "java": spark._jvm.System.getProperty("poison"),
        "distributed": context._jsc.sc().listFiles().toString(),
    }
"""

WORKERS = """
import os, pandas as pd
from pyspark.sql.functions import pandas_udf
home = os.getcwd()

def told():
    import os, pandas
    return (os.getcwd() == home, os.environ.get("POISON"), hasattr(pandas, "poison"))

def with_(poison):
    def work(values: pd.Series) -> pd.Series:
        poison()
        return pd.Series([str(told())] * len(values))
    return pandas_udf(work, "string")

worker = with_(lambda: None)

def look():
    return {
        "worker": [row[0] for row in spark.range(2).select(worker("id")).collect()],
        "source": source(),
    }

def source():
    try:
        return spark.read.format("poison").load().count()
    except Exception as error:
        return type(error).__name__
"""

CATALOG_POISONS = {
    "a database": "spark.sql('CREATE DATABASE poison')",
    "the SQL path": (
        "spark.sql('SET spark.sql.path.enabled = true'); "
        "spark.sql('SET PATH = system.builtin, spark_catalog.kept_db')"
    ),
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
    "a function by SQL": "spark.sql('CREATE TEMPORARY FUNCTION poison() RETURNS INT RETURN 1')",
    "a lasting function": "spark.sql('CREATE FUNCTION poison(n INT) RETURNS INT RETURN n')",
    "a dropped function": "spark.sql('DROP TEMPORARY FUNCTION twice')",
}

SESSION_POISONS = {
    "a setting": "spark.conf.set('spark.sql.shuffle.partitions', 7)",
    "a setting by SQL": "spark.sql('SET spark.sql.ansi.enabled = false')",
    "an unset setting": "spark.conf.unset('spark.kept')",
    "a setting by the builder": "SparkSession.builder.config('spark.poison', 'x').getOrCreate()",
    "a new variable": "spark.sql('DECLARE VARIABLE new_variable INT DEFAULT 5')",
    "a variable": "spark.sql('SET VARIABLE kept_variable = 5')",
    "a cached frame": "plain.cache()",
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
}
SESSION_SPOILERS = {
    "released caches": "drawn.unpersist(); rdd.unpersist()",
    "what the JVM keeps": (
        "spark.sparkContext._jsc.hadoopConfiguration().set('poison', 'yes'); "
        "spark._jvm.System.setProperty('poison', 'yes'); "
        "open('f.py', 'w').write(''); spark.sparkContext.addPyFile('f.py')"
    ),
    "a stopped Spark": "spark.stop()",
}

WORKER_POISONS = {
    "a worker's module": "worker = with_(lambda: setattr(pd, 'poison', 1))",
    "a worker's environment": "worker = with_(lambda: os.environ.update(POISON='yes'))",
    "a worker's directory": "worker = with_(lambda: os.chdir('/'))",
    "a data source": (
        "from pyspark.sql.datasource import *; "
        "Part = type('Part', (DataSourceReader,), {'read': lambda self, p: iter([(1,)])}); "
        "Poison = type('Poison', (DataSource,), {'name': classmethod(lambda c: 'poison'), "
        "'schema': lambda self: 'a int', 'reader': lambda self, schema: Part()}); "
        "spark.dataSource.register(Poison)"
    ),
}


OBJECTS = """
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import StringIndexer, VectorAssembler
rows = [(float(n), float(n % 3 == 0), "ab"[n % 2]) for n in range(12)]
frame = spark.createDataFrame(rows, "amount double, label double, kind string")
assembler = VectorAssembler(inputCols=["amount"], outputCol="features")
indexer = StringIndexer(inputCol="kind", outputCol="number").fit(frame)
data = assembler.transform(frame)
estimator = LogisticRegression(maxIter=2)
model = estimator.fit(data)
evaluator = BinaryClassificationEvaluator()
factor = spark.sparkContext.broadcast(3)

def look():
    made = (assembler, indexer, estimator, model, evaluator)
    seen = {type(each).__name__: str(each._java_obj.extractParamMap()) for each in made}
    seen["set"] = [each._java_obj.paramMap().size() for each in made]
    seen["threshold"] = estimator.fit(data).getThreshold()
    seen["broadcast"] = factor._jbroadcast.isValid()
    return seen

look()
"""

OBJECT_POISONS = {
    "a parameter of an estimator": "estimator.setThreshold(0.2).fit(data)",
    "a parameter of an estimator that had one": "estimator.setMaxIter(1).fit(data)",
    "a parameter of a model": "model.setThreshold(0.9).transform(data).count()",
    "a parameter of a fitted transformer": (
        "indexer.setHandleInvalid('skip').transform(frame).count()"
    ),
    "a parameter of a transformer": "assembler.setHandleInvalid('keep').transform(frame)",
    "a parameter of an evaluator": (
        "evaluator.setMetricName('areaUnderPR').evaluate(model.transform(data))"
    ),
    "a cleared parameter": "estimator.clear(estimator.maxIter)",
}
OBJECT_SPOILERS = {"a destroyed broadcast": "factor.destroy()"}


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
    "catalog": Area(CATALOG, CATALOG_POISONS, {}),
    "session": Area(SESSION, SESSION_POISONS, SESSION_SPOILERS),
    "workers": Area(WORKERS, WORKER_POISONS, {}),
    "objects": Area(OBJECTS, OBJECT_POISONS, OBJECT_SPOILERS),
}
