"""Moves a version into a stage and leaves out `archive_existing_versions`.

The version that was in the stage stays there as well. Nothing raises; the registry now shows two
versions in Production.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class ArchiveLeftOut(Mutator):
    id = "archive-left-out"
    title = "A stage with two versions"
    misconception = "A stage holds one version, so moving another one in moves the old one out."
    principle = (
        "A stage can hold any number of versions. Only `archive_existing_versions=True` moves "
        "those that were in it to Archived. Stages are deprecated since MLflow 2.9; the exam "
        "still shows them. An alias does point to one version only."
    )
    hint = "How many versions of a model can be in the same stage at the same time?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.transition_model_version_stage"
    seen = "https://github.com/mlflow/mlflow/pull/7633"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.transition_model_version_stage(
                name="churn",
                version=3,
                stage="Production",
                archive_existing_versions=True,
            )
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.transition_model_version_stage(
                name="churn",
                version=3,
                stage="Production",
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.MlflowClient().transition_model_version_stage("eta", version, "Staging", True)
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().transition_model_version_stage("eta", version, "Staging")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow.tracking import MlflowClient
            client = MlflowClient()
            client.transition_model_version_stage("churn", 3, "Archived")
            client.transition_model_version_stage("churn", 4, "Staging", False)
            """
        ),
        Leaves(
            """
            registry.transition_model_version_stage("churn", 3, archive_existing_versions=True)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.transition_model_version_stage"):
            return
        archive = argument(node, "archive_existing_versions", 3)
        if archive and isinstance(archive.value, cst.Name) and archive.value.value == "True":
            yield without_argument(node, archive)
