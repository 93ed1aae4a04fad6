"""Sets an alias without saying which version it is for.

One just registered a version, so it seems clear which one is meant. The method takes three things
and a TypeError names the one that is missing.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class AliasWithoutVersion(Mutator):
    id = "alias-without-version"
    title = "An alias set without a version"
    misconception = "An alias belongs to the registered model, and its newest version is meant."
    principle = (
        "An alias points to one version of a registered model. `set_registered_model_alias` needs "
        "the name, the alias and that version, and chooses none by itself."
    )
    hint = "A registered model has many versions: how does the registry know which one is meant?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.set_registered_model_alias"
    breaks = Raises(
        "TypeError",
        match=r"set_registered_model_alias\(\) missing 1 required positional argument: 'version'",
    )
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_alias("churn", "champion", result.version)
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_alias("churn", "champion")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.MlflowClient().set_registered_model_alias(
                name="churn",
                version=3,
                alias="champion",
            )
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().set_registered_model_alias(
                name="churn",
                alias="champion",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().delete_registered_model_alias(name="churn", alias="champion")
            """
        ),
        Leaves("registry.set_registered_model_alias('churn', 'champion', 3)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.MlflowClient.set_registered_model_alias"):
            version = argument(node, "version", 2)
            if version is not None:
                yield without_argument(node, version)
