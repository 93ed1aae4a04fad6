"""Calls `set_model_version_alias`, which does not exist.

Tags of a version are set with `set_model_version_tag`, so one expects the same for its alias. An
alias belongs to the registered model: "'MlflowClient' object has no attribute".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class AliasOfVersion(Mutator):
    id = "alias-of-version"
    title = "set_model_version_alias"
    misconception = "An alias is a property of a version, set where the version's tags are set."
    principle = (
        "An alias belongs to the registered model and points to one of its versions: "
        "`set_registered_model_alias(name, alias, version)` and "
        "`delete_registered_model_alias(name, alias)`."
    )
    hint = "To which object does an alias belong, so that only one version can have it?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.set_registered_model_alias"
    breaks = Raises("AttributeError", match="has no attribute '(set|delete)_model_version_alias'")
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_alias("churn", "champion", 3)
            client.delete_registered_model_alias("churn", "challenger")
            """,
            after=(
                """
                from mlflow import MlflowClient
                client = MlflowClient()
                client.set_model_version_alias("churn", "champion", 3)
                client.delete_registered_model_alias("churn", "challenger")
                """,
                """
                from mlflow import MlflowClient
                client = MlflowClient()
                client.set_registered_model_alias("churn", "champion", 3)
                client.delete_model_version_alias("churn", "challenger")
                """,
            ),
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.MlflowClient().set_registered_model_alias(
                name="eta",
                alias="live",
                version=result.version,
            )
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().set_model_version_alias(
                name="eta",
                alias="live",
                version=result.version,
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_model_version_tag("churn", "3", "validated", "true")
            client.get_model_version_by_alias("churn", "champion")
            """
        ),
        Leaves('registry.set_registered_model_alias("churn", "champion", 3)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        for verb in ("set", "delete"):
            if self.calls(node, f"mlflow.MlflowClient.{verb}_registered_model_alias"):
                call = rename_method(node, f"{verb}_model_version_alias")
                if call is not None:
                    yield call
