"""Tags the registered model where one of its versions is meant.

The two methods differ by one word and one argument. The tag then says "validated" of every version,
past and future; nothing raises.
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
    title = "A tag on all versions"
    misconception = "A tag of a registered model is a tag of the version that was worked on."
    principle = (
        "`set_registered_model_tag` describes the model as a whole, for all its versions. What "
        "is true of one version goes on it with `set_model_version_tag`, which asks for the "
        "number."
    )
    hint = "Will what this tag says be true of the next version, too?"
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
            mf.MlflowClient().set_model_version_tag("eta", "3", "review", "pending")
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().set_registered_model_tag("eta", "review", "pending")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_tag("churn", "owner", "marketing")
            client.set_model_version_tag("churn", key="live", value="yes", stage="Production")
            client.set_tag(run_id, "validated", "true")
            """
        ),
        Leaves('registry.set_model_version_tag("churn", "3", "validated", "true")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.set_model_version_tag"):
            return
        version = argument(node, "version", 1)
        call = rename_method(node, "set_registered_model_tag")
        if version is not None and call is not None and argument(node, "stage", 4) is None:
            yield without_argument(call, version)
