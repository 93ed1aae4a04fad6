"""Creates a model version with the client and does not say from which run it comes.

The source names the run's model, and that is all that is asked for. The version has no run, so
nobody finds its metrics again.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class RunLinkLeftOut(Mutator):
    id = "run-link-left-out"
    title = "A version without its run"
    misconception = "A version knows its run, because its source lies in the run."
    principle = (
        "`create_model_version` links a version to a run only where `run_id` is given. "
        "`mlflow.register_model` reads it from the URI by itself."
    )
    hint = "How would somebody find the metrics behind this version?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.create_model_version"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            version = client.create_model_version(
                name="churn",
                source=f"runs:/{run_id}/model",
                run_id=run_id,
            )
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            version = client.create_model_version(
                name="churn",
                source=f"runs:/{run_id}/model",
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.MlflowClient().create_model_version("eta", source, run.info.run_id)
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().create_model_version("eta", source)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.register_model(f"runs:/{run_id}/model", "churn")
            client = mlflow.MlflowClient()
            client.create_model_version("churn", source, tags={"team": "risk"})
            """
        ),
        Leaves('registry.create_model_version("churn", source, run_id=run_id)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.create_model_version"):
            return
        run_id = argument(node, "run_id", 2)
        if run_id is None:
            return
        after = node.args[list(node.args).index(run_id) + 1 :]
        if run_id.keyword or all(arg.keyword for arg in after):
            yield without_argument(node, run_id)
