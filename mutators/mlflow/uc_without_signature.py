"""Registers a model in Unity Catalog that was logged without a signature.

The workspace registry takes it, Unity Catalog does not: "All models in the Unity Catalog must be
logged with a model signature".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

FLAVORS = ("lightgbm", "sklearn", "spark", "xgboost")


class UcWithoutSignature(Mutator):
    id = "uc-without-signature"
    title = "A Unity Catalog model without a signature"
    misconception = "A signature documents a model, and registering it works without one."
    principle = (
        "Unity Catalog takes only models whose signature says what goes in and what comes out. "
        "Give `log_model` a `signature`, or an `input_example` to infer it from."
    )
    hint = "What must Unity Catalog know of a model, so that others can use it safely?"
    docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
    seen = "https://github.com/mlflow/mlflow/issues/12063"
    prerequisites = ["signature-left-out"]
    breaks = Raises("MlflowException", match="must be logged with a model signature")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.sklearn.log_model(
                model, name="model", registered_model_name="ml.shop.churn", signature=signature
            )
            """,
            after="""
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.sklearn.log_model(
                model, name="model", registered_model_name="ml.shop.churn"
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.set_registry_uri("databricks-uc")
            info = mf.lightgbm.log_model(
                booster,
                signature=signature,
                name="model",
            )
            mf.register_model(info.model_uri, "ml.shop.churn")
            """,
            after="""
            import mlflow as mf
            mf.set_registry_uri("databricks-uc")
            info = mf.lightgbm.log_model(
                booster,
                name="model",
            )
            mf.register_model(info.model_uri, "ml.shop.churn")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(
                model, name="model", registered_model_name="churn", signature=signature
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
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.sklearn.log_model(
                model,
                name="model",
                registered_model_name="ml.shop.churn",
                signature=signature,
                input_example=X[:3],
            )
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            not self.calls(node, *(f"mlflow.{flavor}.log_model" for flavor in FLAVORS))
            or not self._is_unity_catalog()
            or not (argument(node, "registered_model_name") or self._is_registered())
        ):
            return
        signature = argument(node, "signature")
        if signature is not None and argument(node, "input_example") is None:
            yield without_argument(node, signature)

    def _is_registered(self) -> bool:
        """Whether the program registers the only model that it logs."""
        logs = [
            call
            for call in self.program.calls
            if self.calls(call, *(f"mlflow.{flavor}.log_model" for flavor in FLAVORS))
        ]
        return len(logs) == 1 and any(
            self.calls(call, "mlflow.register_model") for call in self.program.calls
        )

    def _is_unity_catalog(self) -> bool:
        """Whether the program makes Unity Catalog its registry."""
        for call in self.program.calls:
            uri = argument(call, "uri", 0) if self.calls(call, "mlflow.set_registry_uri") else None
            if uri is not None and isinstance(uri.value, cst.SimpleString):
                return uri.value.raw_value == "databricks-uc"
        return False
