"""Calls `mlflow.spark.log_model` with `name=`.

Other flavours got `name` with MLflow 3. The one for Spark still has `artifact_path`, and misses it:
"log_model() missing 1 required positional argument: 'artifact_path'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class NameForSparkModel(Mutator):
    id = "name-for-spark-model"
    title = "mlflow.spark.log_model with name="
    misconception = "Since MLflow 3 every flavour's `log_model` takes the model's name as `name`."
    principle = (
        "`mlflow.spark.log_model` takes `artifact_path`, still in MLflow 3.17. Most others, such "
        "as `mlflow.sklearn.log_model`, take `name`, and `artifact_path` as its deprecated form."
    )
    hint = "Do all flavours' `log_model` functions have the same parameters?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.spark.html#mlflow.spark.log_model"
    breaks = Raises(
        "TypeError", match=r"log_model\(\) missing 1 required positional argument: 'artifact_path'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.spark.log_model(model, artifact_path="model")
            """,
            after="""
            import mlflow
            mlflow.spark.log_model(model, name="model")
            """,
        ),
        Applies(
            before="""
            from mlflow import spark as mls
            info = mls.log_model(
                artifact_path="pipeline",
                spark_model=pipeline_model,
            )
            """,
            after="""
            from mlflow import spark as mls
            info = mls.log_model(
                name="pipeline",
                spark_model=pipeline_model,
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.spark.log_model(model, "model")
            mlflow.sklearn.log_model(model, artifact_path="model")
            """
        ),
        Leaves('spark.log_model(model, artifact_path="model")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.spark.log_model"):
            call = rename_keyword(node, "artifact_path", "name")
            if call is not None:
                yield call
