"""What a program says of the types and names in it."""

import time

import libcst as cst
import pytest

from trainer.mutation.program import Program


def last_expression(source):
    """The program, and the expression in its last statement."""
    program = Program(source)
    statement = program.module.body[-1].body[-1]
    assert isinstance(statement, cst.Expr)
    return program, statement.value


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("from pyspark.ml import Pipeline\np = Pipeline()\np", "pyspark.ml.Pipeline"),
        ("from pyspark.ml.pipeline import Pipeline\nPipeline()", "pyspark.ml.Pipeline"),
        (
            "from pyspark.ml import feature as F\nF.StringIndexer(inputCol='a').fit(df)",
            "pyspark.ml.feature.StringIndexerModel",
        ),
        (
            "import pyspark.ml.classification as c\nc.RandomForestClassifier().fit(df)",
            "pyspark.ml.classification.RandomForestClassificationModel",
        ),
        (
            "from pyspark.ml.feature import QuantileDiscretizer as Q\nQ().setNumBuckets(3).fit(df)",
            "pyspark.ml.feature.Bucketizer",
        ),
        (
            "from sklearn.linear_model import LogisticRegression as L\nm = L().fit(X, y)\nm",
            "sklearn.linear_model.LogisticRegression",
        ),
        ("import mlflow as mf\nwith mf.start_run() as run:\n    pass\nrun", "mlflow.ActiveRun"),
        (
            "from mlflow.tracking import MlflowClient\nc = MlflowClient()\nc.get_run('a')",
            "mlflow.entities.Run",
        ),
        (
            "a, b = spark.createDataFrame([]).randomSplit([1.0, 1.0])\nb",
            "pyspark.sql.DataFrame",
        ),
        ("params = {'C': 1}\nparams", "builtins.dict"),
        (
            "from pyspark.sql import DataFrame\ndef f(df: DataFrame):\n    return df\nf",
            None,
        ),
        (
            "from pyspark.ml import Pipeline\nx = Pipeline()\nx = 'now a text'\nx",
            "builtins.str",
        ),
        (
            "from pyspark.ml import Pipeline\nx, y = Pipeline(), 'text'\nx",
            "pyspark.ml.Pipeline",
        ),
        ("spark = 'something else'\nspark", "builtins.str"),
        ("model.fit(df)", None),
        ("x = x\nx", None),
        ("x = x.y.fit(df)\nx", None),
        ("b'bytes' b'and more'", "builtins.bytes"),
        (
            "from pyspark.sql import SparkSession as S\nS.builder.master('x').getOrCreate()",
            "pyspark.sql.SparkSession",
        ),
        ("from pyspark import SparkContext\nSparkContext.getOrCreate()", None),
        ("from pyspark.ml import Pipeline\nPipeline().set(p, 1)", None),
        ("from pyspark.ml import Pipeline\nPipeline().fit(df).fit(df)", None),
        ("from pyspark.ml import Pipeline\nmaps = []\nPipeline().fit(df, maps)", None),
        ("from pyspark.ml import Pipeline\nPipeline().fit(df, params=[{}])", None),
        ("from pyspark.ml import Pipeline\nPipeline().fit(df, params=unknown)", None),
        ("from pyspark.ml import Pipeline\nPipeline().fit(*given)", None),
        ("from pyspark.ml import Pipeline\nPipeline().fit(df, {})", "pyspark.ml.PipelineModel"),
        ("from pyspark.ml import Pipeline\nPipeline().fit(df, None)", "pyspark.ml.PipelineModel"),
        ("import mlflow\nmlflow.search_runs()", "pandas.DataFrame"),
        ("import mlflow\nmlflow.search_runs(output_format='pandas')", "pandas.DataFrame"),
        ("import mlflow\nmlflow.search_runs(output_format='list')", None),
        ("import mlflow\nmlflow.search_runs(e, f, v, 5, o, 'list')", None),
        ("import mlflow\nmlflow.search_runs(**query)", None),
        ("import mlflow\nmlflow = 1\nmlflow", "builtins.int"),
        (
            "from tempfile import TemporaryDirectory as T\nwith T() as folder:\n    pass\nfolder",
            None,
        ),
        ("with spark as (a, b):\n    pass\na", None),
        ("a, *b = spark.range(9).randomSplit([1.0, 1.0])\nb", None),
        ("a, *b = 'one', 2, 3.0\nb", None),
        ("(a, b), c = spark.range(9).randomSplit([1.0, 1.0])\na", None),
        ("x: dict = [y for y in z]\ny", None),
    ],
)
def test_the_type_of_an_expression_is_what_the_code_says(source, type_):
    program, expression = last_expression(source)
    assert program.type_of(expression) == type_


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("if a:\n    x = 1\nelse:\n    x = 2\nx", "builtins.int"),
        ("if a:\n    x = 1\nelse:\n    x = 'text'\nx", None),
        ("x = 1\nif a:\n    x = 'text'\nx", None),
        ("x = 1\nif a:\n    x = unknown()\nx", None),
        ("x = 1\nif a:\n    x = 2\nx", "builtins.int"),
        ("if a:\n    x = 1\nx = 'text'\nx", "builtins.str"),
        ("try:\n    x = 1\nexcept E:\n    x = 'text'\nx", None),
        ("try:\n    pass\nfinally:\n    x = 1\nx", "builtins.int"),
        ("x = 1\nfor i in y:\n    x = 'text'\nx", None),
        ("x = 1\nwhile y:\n    x = 2\nx", "builtins.int"),
        ("match a:\n    case 1:\n        x = 1\n    case _:\n        x = 'text'\nx", None),
        ("def f():\n    global x\n    x = 'text'\nx = 1\nx", "builtins.int"),
        ("x = 1\ndef f():\n    global x\n    x = 'text'\nx", None),
        ("df = spark.range(9)\nfor c in y:\n    df = df.drop(c)\ndf", "pyspark.sql.DataFrame"),
        ("df = spark.range(9)\nfor c in y:\n    df = df.toPandas()\ndf", None),
        ("df = spark.range(9)\ndf = df.drop('id')\ndf", "pyspark.sql.DataFrame"),
        ("x = 1\nx += unknown\nx", None),
    ],
)
def test_a_name_bound_in_several_ways_has_a_type_if_they_agree(source, type_):
    program, expression = last_expression(source)
    assert program.type_of(expression) == type_


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("x = 1\nif a:\n    x = 'text'\n    print(x)", "builtins.str"),
        ("if a:\n    x = 1\nelse:\n    print(x)", None),
        ("x = 1\nfor i in y:\n    print(x)\n    x = 'text'", None),
        ("x = 1\nfor i in y:\n    x = 2.0\n    print(x)\n    x = 'text'", "builtins.float"),
        ("x = 1\n[print(x) for _ in y]\nx = 'text'", "builtins.int"),
        ("def f(*x: int):\n    print(x)", None),
        (
            "from pyspark.sql import DataFrame as D\ndef f(x: D):\n    print(x)",
            "pyspark.sql.DataFrame",
        ),
        (
            "df = spark.range(9)\nfor c in y:\n    df = df.drop(print(df))",
            "pyspark.sql.DataFrame",
        ),
    ],
)
def test_a_use_sees_only_the_bindings_that_can_reach_it(source, type_):
    program = Program(source)
    (printed,) = [call.args[0].value for call in program.calls if call.func.value == "print"]
    assert program.type_of(printed) == type_


def test_a_value_is_not_told_where_a_branch_leaves_it_open():
    program, expression = last_expression("a = 1\nif b:\n    a = 2\na\n")
    assert program.value_of(expression) is None
    program, expression = last_expression("if b:\n    a = 1\na = 2\na\n")
    assert program.value_of(expression).value == "2"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import mlflow\nmlflow.sklearn.log_model", "mlflow.sklearn.log_model"),
        ("from mlflow import sklearn as s\ns.log_model", "mlflow.sklearn.log_model"),
        ("from mlflow import log_param as lp\nlp", "mlflow.log_param"),
        (
            "from mlflow.models.signature import infer_signature\ninfer_signature",
            "mlflow.models.infer_signature",
        ),
        ("from pyspark.ml import Pipeline\nPipeline().fit", "pyspark.ml.Pipeline.fit"),
        ("mlflow = 1\nmlflow.log_param", "builtins.int.log_param"),
        ("from mlflow import log_param\ndef log_param(): pass\nlog_param", None),
        ("import mlflow, mlflow.sklearn\nmlflow.sklearn.log_model", "mlflow.sklearn.log_model"),
        ("try:\n    from a import f\nexcept E:\n    from b import f\nf", None),
        (
            "def f():\n    from mlflow import log_param\n    return log_param\nlog_param",
            None,
        ),
        ("spark.createDataFrame", "pyspark.sql.SparkSession.createDataFrame"),
    ],
)
def test_a_name_is_followed_to_where_it_was_imported_from(source, name):
    program, expression = last_expression(source)
    assert program.qualified_name(expression) == name


def test_a_use_sees_the_last_assignment_before_it():
    program, expression = last_expression("a = 'one'\na\n")
    assert program.value_of(expression).evaluated_value == "one"
    program = Program("a = 'one'\nprint(a)\na = 2\n")
    printed = program.module.body[1].body[0].value.args[0].value
    assert program.type_of(printed) == "builtins.str"


def test_a_function_sees_the_last_value_of_a_global():
    program = Program("def f():\n    return a\na = 1\na = 'text'\n")
    returned = program.module.body[0].body.body[0].body[0].value
    assert program.type_of(returned) == "builtins.str"


@pytest.mark.parametrize(
    ("source", "once"),
    [
        ("a = 1\nprint(a)\n", True),
        ("a = 1\na = 2\n", False),
        ("a = 1\na += 2\n", False),
        ("a = 1\nfor a in b:\n    pass\n", False),
        ("a = 1\nwith b as a:\n    pass\n", False),
        ("a = 1\nimport a\n", False),
        ("a = 1\ndef f(a):\n    pass\n", False),
        ("print(a)\n", False),
    ],
)
def test_a_name_is_bound_once_if_nothing_else_binds_it(source, once):
    assert Program(source).is_bound_once("a") is once


def test_a_new_node_that_is_not_of_the_program_has_no_name_and_no_type():
    program = Program("import mlflow\n")
    assert program.qualified_name(cst.parse_expression("mlflow.log_param")) is None
    assert program.type_of(cst.Name("mlflow")) is None


@pytest.mark.parametrize("loop", ["", "while True:\n    if a:\n        df = df.drop('a')\n"])
def test_a_name_that_is_bound_in_very_many_branches_costs_no_more_time_than_it_may(loop):
    branches = "".join(f"if a{n}:\n    df = df.drop('{n}')\n" for n in range(25))
    program = Program(f"df = spark.range(3)\n{loop}{branches}df\n")
    began = time.monotonic()
    assert program.type_of(program.module.body[-1].body[-1].value) in (
        "pyspark.sql.DataFrame",
        None,
    )
    assert time.monotonic() - began < 1
