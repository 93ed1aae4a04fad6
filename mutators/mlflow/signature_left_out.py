"""Logs a model without its signature.

Nothing is raised: the model is logged, and loads. It says nothing about what it takes and returns,
so that no input is ever checked, and Unity Catalog will not have it.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class SignatureLeftOut(Mutator):
    id = "signature-left-out"
    title = "log_model without a signature"
    misconception = "`log_model` finds out by itself what a model takes and returns."
    principle = (
        "A logged model has a signature if `log_model` was given one, or an `input_example` to "
        "infer it from. Registering in Unity Catalog requires a signature."
    )
    hint = "From what could `log_model` know which columns the model expects?"
    docs = "https://mlflow.org/docs/latest/ml/model/signatures/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.sklearn.log_model(model, name="model", signature=signature)
            """,
            after="""
            import mlflow
            mlflow.sklearn.log_model(model, name="model")
            """,
        ),
        Applies(
            before="""
            from mlflow import xgboost as mlx
            info = mlx.log_model(
                booster,
                signature=infer_signature(X, booster.predict(X)),
                name="model",
            )
            """,
            after="""
            from mlflow import xgboost as mlx
            info = mlx.log_model(
                booster,
                name="model",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(
                model, name="model", signature=signature, input_example=X[:5]
            )
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.sklearn.log_model(model, name="model", signature=signature)
            """
        ),
        Leaves("sklearn.log_model(model, name='model', signature=signature)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            not self.calls(
                node,
                "mlflow.lightgbm.log_model",
                "mlflow.sklearn.log_model",
                "mlflow.spark.log_model",
                "mlflow.xgboost.log_model",
            )
            or self._signature_is_needed()
        ):
            return
        signature = argument(node, "signature")
        if signature is not None and argument(node, "input_example") is None:
            yield without_argument(node, signature)

    def _signature_is_needed(self) -> bool:
        """Whether the program could raise by itself where a model has no signature."""
        return "databricks-uc" in self.program.source or any(
            self.calls(call, "mlflow.pyfunc.spark_udf") for call in self.program.calls
        )
