"""Leaves the Spark session out of `mlflow.pyfunc.spark_udf`.

`load_model` needs the model's URI only, and so do most functions of MLflow. `spark_udf` takes the
session first: a TypeError for the argument that is missing now.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class SparkUdfWithoutSession(Mutator):
    id = "spark-udf-without-session"
    title = "spark_udf without the Spark session"
    misconception = "MLflow finds the Spark session by itself; a UDF needs the model's URI only."
    principle = (
        "`mlflow.pyfunc.spark_udf` takes the Spark session as its first argument and the model's "
        "URI as its second, and has no default for either."
    )
    hint = "What must the function know beside the model to make something that Spark can run?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
    breaks = Raises("TypeError", match=r"spark_udf\(\) missing 1 required positional argument")
    applies = [
        Applies(
            before="""
            import mlflow
            predict = mlflow.pyfunc.spark_udf(
                spark,
                model_uri="models:/m@champion",
                result_type="double",
            )
            """,
            after="""
            import mlflow
            predict = mlflow.pyfunc.spark_udf(
                model_uri="models:/m@champion",
                result_type="double",
            )
            """,
        ),
        Applies(
            before="""
            from mlflow.pyfunc import spark_udf as udf_of
            predict = udf_of(spark=session, model_uri=uri)
            other = udf_of(session, uri)
            """,
            after=(
                """
                from mlflow.pyfunc import spark_udf as udf_of
                predict = udf_of(model_uri=uri)
                other = udf_of(session, uri)
                """,
                """
                from mlflow.pyfunc import spark_udf as udf_of
                predict = udf_of(spark=session, model_uri=uri)
                other = udf_of(uri)
                """,
            ),
        ),
    ]
    leaves = [
        # Here "double" would become the URI, which fails for another reason.
        Leaves(
            """
            import mlflow
            predict = mlflow.pyfunc.spark_udf(spark, uri, "double")
            """
        ),
        Leaves(
            """
            from mylib.pyfunc import spark_udf
            predict = spark_udf(spark, model_uri=uri)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        session = argument(node, "spark", 0)
        positional = [arg for arg in node.args if arg.keyword is None]
        if (
            session
            and len(positional) < 3
            and not any(arg.star for arg in node.args)
            and self.calls(node, "mlflow.pyfunc.spark_udf")
        ):
            yield without_argument(node, session)
