"""Asks `get_model_version` for an alias.

The method fetches a version by its number. An alias has a method of its own; here the registry
answers that the parameter 'version' must be an integer.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_method


class AliasForVersion(Mutator):
    id = "alias-for-version"
    title = "get_model_version with an alias"
    misconception = "Wherever the registry asks for a version, an alias names one just as well."
    principle = (
        "`get_model_version` takes a version number. Which version an alias points to is what "
        "`get_model_version_by_alias` looks up."
    )
    hint = "How can the registry be asked which version has a certain alias at the moment?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.get_model_version_by_alias"
    breaks = Raises("MlflowException", match="Parameter 'version' must be an integer, got")
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient

            client = MlflowClient()
            champion = client.get_model_version_by_alias(
                name=name, alias="champion"
            )
            """,
            after="""
            from mlflow import MlflowClient

            client = MlflowClient()
            champion = client.get_model_version(name=name, version="champion")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf

            number = mf.MlflowClient().get_model_version_by_alias("churn", "champion").version
            """,
            after="""
            import mlflow as mf

            number = mf.MlflowClient().get_model_version("churn", "champion").version
            """,
        ),
        Applies(
            before="""
            from mlflow.tracking import MlflowClient

            client = MlflowClient()
            challenger = client.get_model_version_by_alias(
                "production.sales.monthly_churn_model",
                alias="challenger",
            )
            """,
            after="""
            from mlflow.tracking import MlflowClient

            client = MlflowClient()
            challenger = client.get_model_version(
                "production.sales.monthly_churn_model",
                version="challenger",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient

            client = MlflowClient()
            version = client.get_model_version(name="churn", version=3)
            """
        ),
        Leaves("registry.get_model_version_by_alias('churn', 'champion')"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.get_model_version_by_alias"):
            return
        alias = argument(node, "alias", 1)
        call = rename_method(node, "get_model_version")
        if alias is None or call is None:
            return
        if alias.keyword is not None:
            named = alias.with_changes(keyword=alias.keyword.with_changes(value="version"))
            call = call.with_changes(args=[named if arg is alias else arg for arg in call.args])
        yield call
