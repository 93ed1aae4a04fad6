"""Looks for `spark_udf` in `mlflow.spark`.

The function makes a UDF for Spark, and the module has Spark's name. That module saves and loads
Spark ML models: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class SparkUdfOfSparkFlavor(Mutator):
    id = "spark-udf-of-spark-flavor"
    title = "spark_udf in mlflow.spark"
    misconception = "What makes a logged model a Spark UDF belongs to MLflow's Spark flavor."
    principle = (
        "`spark_udf` wraps a model of any flavor, so it is in `mlflow.pyfunc`, the flavor that all "
        "share. `mlflow.spark` is for models that Spark ML trained."
    )
    hint = "Of which library was the model that is applied here, and what is `mlflow.spark` for?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
    breaks = Raises("AttributeError", match=r"has no attribute 'spark_udf'")
    applies = [
        Applies(
            before="""
            import mlflow
            predict = mlflow.pyfunc.spark_udf(spark, model_uri="models:/m@champion")
            """,
            after="""
            import mlflow
            predict = mlflow.spark.spark_udf(spark, model_uri="models:/m@champion")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            udfs = {name: mf.pyfunc.spark_udf(spark, uri, "double") for name, uri in uris.items()}
            """,
            after="""
            import mlflow as mf
            udfs = {name: mf.spark.spark_udf(spark, uri, "double") for name, uri in uris.items()}
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            model = mlflow.pyfunc.load_model(uri)
            """
        ),
        Leaves("predict = tracking.pyfunc.spark_udf(spark, uri)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        function = node.func
        if (
            self.calls(node, "mlflow.pyfunc.spark_udf")
            and isinstance(function, cst.Attribute)
            and isinstance(function.value, cst.Attribute)
        ):
            flavor = function.value.with_changes(attr=cst.Name("spark"))
            yield node.with_changes(func=function.with_changes(value=flavor))
