"""Passes a whole ModelVersion where its number belongs.

`register_model` returns "the version", so people pass it on. The registry turns the argument into
an integer, which fails for an object: int() wants a string or a number, not 'ModelVersion'.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

FUNCTIONS = {
    "mlflow.MlflowClient.delete_model_version": 1,
    "mlflow.MlflowClient.delete_model_version_tag": 1,
    "mlflow.MlflowClient.set_model_version_tag": 1,
    "mlflow.MlflowClient.set_registered_model_alias": 2,
    "mlflow.set_model_version_tag": 1,
}
"""Functions that raise a TypeError, to the place of `version` among their arguments."""


class VersionObjectForVersion(Mutator):
    id = "version-object-for-version"
    title = "A ModelVersion in place of its number"
    misconception = "What `register_model` returns is the version, as other calls expect it."
    principle = (
        "`register_model` and `get_model_version_by_alias` return a ModelVersion, an object with "
        "the details of a version. The number that other calls ask for is its `version`."
    )
    hint = "What kind of thing did the registry return, and which part of it does this call need?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.entities.html#mlflow.entities.model_registry.ModelVersion"
    breaks = Raises("TypeError", match=r"int\(\) argument must be .* not 'ModelVersion'")
    applies = [
        Applies(
            before="""
            import mlflow
            from mlflow import MlflowClient
            result = mlflow.register_model(uri, "churn")
            client = MlflowClient()
            client.set_registered_model_alias(
                name="churn", alias="champion", version=result.version
            )
            """,
            after="""
            import mlflow
            from mlflow import MlflowClient
            result = mlflow.register_model(uri, "churn")
            client = MlflowClient()
            client.set_registered_model_alias(
                name="churn", alias="champion", version=result
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            client = mf.MlflowClient()
            best = client.get_model_version_by_alias("churn", "challenger")
            client.set_model_version_tag("churn", best.version, "validated", "true")
            """,
            after="""
            import mlflow as mf
            client = mf.MlflowClient()
            best = client.get_model_version_by_alias("churn", "challenger")
            client.set_model_version_tag("churn", best, "validated", "true")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().set_registered_model_alias("churn", "champion", config.version)
            """
        ),
        Leaves(
            """
            import mlflow
            result = mlflow.register_model(uri, "churn")
            print(result.version)
            registry.set_registered_model_alias("churn", "champion", result.version)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        place = FUNCTIONS.get(self.qualified_name(node.func) or "")
        if place is None:
            return
        version = argument(node, "version", place)
        if (
            version is not None
            and isinstance(version.value, cst.Attribute)
            and version.value.attr.value == "version"
            and self.is_a(version.value.value, "mlflow.entities.model_registry.ModelVersion")
        ):
            yield replace_value(node, version, version.value.value)
