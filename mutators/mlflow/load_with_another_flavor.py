"""Loads a model with the flavour of a library that it was not logged with.

MLflow looks into the model for that flavour: 'Model does not have the "sklearn" flavor'.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

FLAVORS = ("lightgbm", "spark", "xgboost")


class LoadWithAnotherFlavor(Mutator):
    id = "load-with-another-flavor"
    title = "load_model of another flavour"
    misconception = "`mlflow.sklearn.load_model` loads any model that has `fit` and `predict`."
    principle = (
        "A model is loaded with the flavour that it was logged with, or with `mlflow.pyfunc`, "
        "which nearly all flavours support and which offers `predict` alone."
    )
    hint = "Under which flavours does a logged model say that it can be loaded?"
    docs = "https://mlflow.org/docs/latest/ml/model/"
    breaks = Raises("MlflowException", match='Model does not have the "sklearn" flavor')
    applies = [
        Applies(
            before="""
            import mlflow
            info = mlflow.lightgbm.log_model(booster, name="model")
            loaded = mlflow.lightgbm.load_model(info.model_uri)
            """,
            after="""
            import mlflow
            info = mlflow.lightgbm.log_model(booster, name="model")
            loaded = mlflow.sklearn.load_model(info.model_uri)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.spark.log_model(model, "model")
            scored = mf.spark.load_model(
                f"runs:/{run_id}/model"
            ).transform(df)
            """,
            after="""
            import mlflow as mf
            mf.spark.log_model(model, "model")
            scored = mf.sklearn.load_model(
                f"runs:/{run_id}/model"
            ).transform(df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            loaded = mlflow.lightgbm.load_model("models:/fraud@champion")
            """
        ),
        Leaves(
            """
            import mlflow
            info = mlflow.sklearn.log_model(model, name="model")
            mlflow.sklearn.load_model(info.model_uri)
            mlflow.pyfunc.load_model(info.model_uri)
            """
        ),
        Leaves("loaded = lightgbm.load_model(path)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        for flavor in FLAVORS:
            if (
                self.calls(node, f"mlflow.{flavor}.load_model")
                and self._logs_with(flavor)
                and isinstance(node.func, cst.Attribute)
                and isinstance(node.func.value, cst.Attribute)
            ):
                module = node.func.value.with_changes(attr=cst.Name("sklearn"))
                yield node.with_changes(func=node.func.with_changes(value=module))

    def _logs_with(self, flavor: str) -> bool:
        """Whether this program logs all its models itself, with that flavour."""
        names = {
            name
            for call in self.program.calls
            if (name := self.qualified_name(call.func) or "").startswith("mlflow.")
            and name.endswith(".log_model")
        }
        return names == {f"mlflow.{flavor}.log_model"}
