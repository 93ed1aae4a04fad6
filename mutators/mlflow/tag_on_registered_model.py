"""Tags the registered model where one of its versions should be tagged.

Both methods work and both tags show up in the registry. The tag that was meant for one version now
speaks of the model as a whole, past and future versions included.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import (
    Applies,
    FailsCheck,
    Leaves,
    Mutator,
    argument,
    rename_method,
    without_argument,
)


class TagOnRegisteredModel(Mutator):
    id = "tag-on-registered-model"
    title = "A tag on the model instead of its version"
    misconception = "A tag of a registered model goes to the version that one is working with."
    principle = (
        "`set_registered_model_tag` tags the model with all its versions. A fact about one version "
        "is a tag of that version: `set_model_version_tag`, with the version's number."
    )
    hint = "Is what the tag says true of the whole model, or of one of its versions?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.set_model_version_tag"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_model_version_tag(
                name="churn",
                version=result.version,
                key="validated",
                value="true",
            )
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_tag(
                name="churn",
                key="validated",
                value="true",
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.MlflowClient().set_model_version_tag("churn", 3, "validated", "true")
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().set_registered_model_tag("churn", "validated", "true")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().set_model_version_tag("churn", key="a", value="b", stage="Staging")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_model_version_tag("churn", 3, "validated", "true")
            """
        ),
        Leaves("registry.set_model_version_tag('churn', 3, 'validated', 'true')"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.set_model_version_tag"):
            return
        version = argument(node, "version", 1)
        if version is None or len(node.args) != 4 or argument(node, "stage"):
            return
        call = rename_method(without_argument(node, version), "set_registered_model_tag")
        if call is not None:
            yield call
