"""Calls `log_model` or `load_model` on `mlflow` itself.

`log_param`, `log_metric` and `log_artifact` are all there, so `log_model` should be too. It isn't:
"module 'mlflow' has no attribute 'log_model'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class LogModelWithoutFlavor(Mutator):
    id = "log-model-without-flavor"
    title = "mlflow.log_model"
    misconception = "One `mlflow.log_model` or `mlflow.load_model` serves models of every library."
    principle = (
        "Models are logged and loaded by the flavor of their library, as in "
        "`mlflow.sklearn.log_model` or `mlflow.spark.load_model`. `mlflow.pyfunc` loads those of "
        "most libraries in one common form."
    )
    hint = "What does MLflow have to know about a model in order to save or load it?"
    docs = "https://mlflow.org/docs/latest/ml/model/"
    breaks = Raises("AttributeError", match="module 'mlflow' has no attribute '(log|load)_model'")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.sklearn.log_model(model, name="model", signature=signature)
            """,
            after="""
            import mlflow
            mlflow.log_model(model, name="model", signature=signature)
            """,
        ),
        Applies(
            before="""
            import mlflow.pyfunc as pyfunc
            import mlflow as mf
            champion = mf.pyfunc.load_model(
                "models:/customer_churn_model@champion",
            )
            """,
            after="""
            import mlflow.pyfunc as pyfunc
            import mlflow as mf
            champion = mf.load_model(
                "models:/customer_churn_model@champion",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import sklearn as flavor
            flavor.log_model(model, name="model")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.sklearn.autolog()
            """
        ),
        Leaves("registry.sklearn.log_model(model)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        func = node.func
        if (
            isinstance(func, cst.Attribute)
            and func.attr.value in ("log_model", "load_model")
            and isinstance(func.value, cst.Attribute)
            and self.qualified_name(func.value.value) == "mlflow"
        ):
            yield node.with_changes(func=func.with_changes(value=func.value.value))
