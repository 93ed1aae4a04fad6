"""Gives a model's UDF its columns in another order than the model's features.

The UDF sees values, not names: the first column becomes the first feature. Of the same type, the
columns change places unnoticed.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, swap_arguments


class SparkUdfColumnsSwapped(Mutator):
    id = "spark-udf-columns-swapped"
    title = "Columns of spark_udf in another order"
    misconception = "A model's UDF finds its features by the names of the columns that it is given."
    principle = (
        "`spark_udf` takes columns in the order of the model's signature. Names count only if "
        "the columns come as one struct, or are left to the signature by giving none."
    )
    hint = "How does the UDF know which of its arguments is which feature?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            features = ["area", "age"]
            model.fit(train[features], train["price"])
            predict = mlflow.pyfunc.spark_udf(spark, uri, result_type="double")
            df = df.withColumn("price", predict("area", "age"))
            """,
            after="""
            import mlflow
            features = ["area", "age"]
            model.fit(train[features], train["price"])
            predict = mlflow.pyfunc.spark_udf(spark, uri, result_type="double")
            df = df.withColumn("price", predict("age", "area"))
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            X = train[["km", "minutes", "hour"]]
            fare_udf = pyfunc.spark_udf(spark, model_uri=uri)
            df.select(fare_udf("km", "minutes", "hour").alias("fare")).show()
            """,
            after="""
            from mlflow import pyfunc
            X = train[["km", "minutes", "hour"]]
            fare_udf = pyfunc.spark_udf(spark, model_uri=uri)
            df.select(fare_udf("minutes", "km", "hour").alias("fare")).show()
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            from pyspark.sql.functions import struct
            features = ["area", "age"]
            predict = mlflow.pyfunc.spark_udf(spark, uri)
            df = df.withColumn("price", predict(struct("area", "age")))
            """
        ),
        Leaves(
            """
            import mlflow
            _X = _train[["area", "age"]]
            predict = mlflow.pyfunc.spark_udf(spark, "models:/price@champion")
            df = df.withColumn("price", predict("area", "age"))
            """
        ),
        Leaves(
            """
            from pyspark.sql.functions import udf
            features = ["area", "age"]
            ratio = udf(lambda a, b: a / b, "double")
            df = df.withColumn("ratio", ratio("area", "age"))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        made = self.program.value_of(node.func)
        if not self.calls(made, "mlflow.pyfunc.spark_udf") or len(node.args) < 2:
            return
        columns = [_text(arg.value) for arg in node.args]
        first, second = node.args[:2]
        if None not in columns and columns[0] != columns[1] and columns in self._lists():
            yield swap_arguments(node, first, second)

    def _lists(self) -> list[list[str | None]]:
        """The texts of lists that a reader sees, such as the one that names the features."""
        return [
            [_text(element.value) for element in node.elements]
            for node in self.program.nodes
            if isinstance(node, cst.List) and not self._is_hidden(node)
        ]

    def _is_hidden(self, node: cst.List) -> bool:
        """Whether the statement around works on private names, as what is not shown does."""
        around = self.program.ancestors(node)
        line = next((each for each in around if isinstance(each, cst.SimpleStatementLine)), node)
        return re.search(r"(?<!\w)_[a-zA-Z]", self.program.module.code_for_node(line)) is not None


def _text(node: cst.BaseExpression) -> str | None:
    return node.raw_value if isinstance(node, cst.SimpleString) else None
