"""Registers a model in Unity Catalog under a name of one level.

Models lie in a schema of a catalog there: "please specify all three levels of the model".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text

METHODS = (
    "create_registered_model",
    "delete_registered_model_alias",
    "get_model_version",
    "get_model_version_by_alias",
    "get_registered_model",
    "set_model_version_tag",
    "set_registered_model_alias",
    "set_registered_model_tag",
)
"""Methods of MlflowClient whose first argument is the name of a registered model."""


class UcNameOfOneLevel(Mutator):
    id = "uc-name-of-one-level"
    title = "A Unity Catalog model named by one level"
    misconception = "A model in Unity Catalog is named as in the workspace registry."
    principle = (
        "With Unity Catalog as the registry, a model's name has three levels: "
        "`catalog.schema.model`. A short name belongs to the older workspace registry."
    )
    hint = "Where in Unity Catalog does a model lie?"
    docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
    seen = "https://github.com/mlflow/mlflow/issues/13833"
    breaks = Raises("MlflowException", match="specify all three levels of the model")
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
                model, name="model", registered_model_name="churn", signature=signature
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.set_registry_uri("databricks-uc")
            name = 'ml.shop.churn'
            version = mf.register_model(model_uri=uri, name=name)
            """,
            after="""
            import mlflow as mf
            mf.set_registry_uri("databricks-uc")
            name = 'churn'
            version = mf.register_model(model_uri=uri, name=name)
            """,
        ),
        Applies(
            before="""
            import mlflow
            from mlflow import MlflowClient
            mlflow.set_registry_uri("databricks-uc")
            client = MlflowClient()
            name = "ml.shop.churn"
            champion = client.get_model_version_by_alias(name, "champion")
            """,
            after="""
            import mlflow
            from mlflow import MlflowClient
            mlflow.set_registry_uri("databricks-uc")
            client = MlflowClient()
            name = "churn"
            champion = client.get_model_version_by_alias(name, "champion")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.register_model(uri, "ml.shop.churn")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.register_model(uri, f"ml.{schema}.churn")
            table = spark.table("ml.shop.customers")
            """
        ),
        Leaves('registry.register_model(uri, "ml.shop.churn")'),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        if not re.fullmatch(r"\w+\.\w+\.\w+", node.raw_value):
            return
        if not self._is_unity_catalog():
            return
        for name, call, arg in self.given_to(node):
            method = name.removeprefix("mlflow.MlflowClient.")
            if arg is argument(call, "registered_model_name") or (
                arg is argument(call, "name", 1 if name == "mlflow.register_model" else 0)
                and (name == "mlflow.register_model" or (method != name and method in METHODS))
            ):
                yield with_text(node, node.raw_value.rpartition(".")[2])
                return

    def _is_unity_catalog(self) -> bool:
        """Whether the program makes Unity Catalog its registry."""
        for call in self.program.calls:
            uri = argument(call, "uri", 0) if self.calls(call, "mlflow.set_registry_uri") else None
            if uri is not None and isinstance(uri.value, cst.SimpleString):
                return uri.value.raw_value == "databricks-uc"
        return False
