"""Asks Unity Catalog for the latest version of a model in a stage.

There are no stages there, and `get_latest_versions` is refused with a hint to aliases.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_method, with_text


class UcLatestVersions(Mutator):
    id = "uc-latest-versions"
    title = "get_latest_versions in Unity Catalog"
    misconception = (
        "The version in production is the latest one of the stage Production, in any registry."
    )
    principle = (
        "Models in Unity Catalog have no stages. An alias marks the version in use, and "
        "`get_model_version_by_alias` finds it; `get_latest_versions` belongs to the workspace "
        "registry."
    )
    hint = "How does Unity Catalog mark the version of a model that is in use?"
    docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
    breaks = Raises("MlflowException", match="'get_latest_versions' is unsupported")
    applies = [
        Applies(
            before="""
            import mlflow
            from mlflow import MlflowClient
            mlflow.set_registry_uri("databricks-uc")
            client = MlflowClient()
            champion = client.get_model_version_by_alias("ml.shop.churn", "champion")
            """,
            after="""
            import mlflow
            from mlflow import MlflowClient
            mlflow.set_registry_uri("databricks-uc")
            client = MlflowClient()
            champion = client.get_latest_versions("ml.shop.churn", ["Production"])[0]
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.set_registry_uri("databricks-uc")
            challenger = mf.MlflowClient().get_model_version_by_alias(
                name=name, alias='challenger'
            )
            """,
            after="""
            import mlflow as mf
            mf.set_registry_uri("databricks-uc")
            challenger = mf.MlflowClient().get_latest_versions(
                name=name, stages=['Staging']
            )[0]
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().get_model_version_by_alias("churn", "champion")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            registry.get_model_version_by_alias("ml.shop.churn", "champion")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            not self.calls(node, "mlflow.MlflowClient.get_model_version_by_alias")
            or not self._is_unity_catalog()
        ):
            return
        alias = argument(node, "alias", 1)
        call = rename_method(node, "get_latest_versions")
        if alias is None or call is None or not isinstance(alias.value, cst.SimpleString):
            return
        stage = "Staging" if alias.value.raw_value == "challenger" else "Production"
        new = alias.with_changes(
            keyword=alias.keyword and alias.keyword.with_changes(value="stages"),
            value=cst.List([cst.Element(with_text(alias.value, stage))]),
        )
        latest = call.with_changes(args=[new if arg is alias else arg for arg in call.args])
        yield cst.Subscript(latest, [cst.SubscriptElement(cst.Index(cst.Integer("0")))])

    def _is_unity_catalog(self) -> bool:
        """Whether the program makes Unity Catalog its registry."""
        for call in self.program.calls:
            uri = argument(call, "uri", 0) if self.calls(call, "mlflow.set_registry_uri") else None
            if uri is not None and isinstance(uri.value, cst.SimpleString):
                return uri.value.raw_value == "databricks-uc"
        return False
