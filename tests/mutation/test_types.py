"""What a program says of the types and names in it."""

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
    ],
)
def test_the_type_of_an_expression_is_what_the_code_says(source, type_):
    program, expression = last_expression(source)
    assert program.type_of(expression) == type_


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
