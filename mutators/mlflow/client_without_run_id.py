"""Logs with MlflowClient as one logs with the module: without the run's id.

The client has no active run. The key slips into the place of the id and everything moves up by one,
so that the last argument is missing.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

SIZES = {
    "mlflow.MlflowClient.log_artifact": 2,
    "mlflow.MlflowClient.log_artifacts": 2,
    "mlflow.MlflowClient.log_dict": 3,
    "mlflow.MlflowClient.log_metric": 3,
    "mlflow.MlflowClient.log_param": 3,
    "mlflow.MlflowClient.log_text": 3,
    "mlflow.MlflowClient.set_tag": 3,
}
"""Methods to the number of arguments that they must have, the run's id included."""


class ClientWithoutRunId(Mutator):
    id = "client-without-run-id"
    title = "A client's log call without run_id"
    misconception = "MlflowClient logs to the active run, as the functions of the module do."
    principle = (
        "MlflowClient knows no active run: each of its methods that log takes the id of the run "
        "first."
    )
    hint = "How does the client know which run the value belongs to?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.log_metric"
    breaks = Raises(
        "TypeError",
        match=r"MlflowClient\.(log|set)_\w+\(\) missing 1 required positional argument",
    )
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.log_metric(best_run_id, "train_accuracy", train_accuracy)
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            client.log_metric("train_accuracy", train_accuracy)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.MlflowClient().set_tag(
                run_id=run_id,
                key="selected",
                value="true",
            )
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient().set_tag(
                key="selected",
                value="true",
            )
            """,
        ),
        Applies(
            before="""
            from mlflow.tracking import MlflowClient
            MlflowClient().log_artifact(run.info.run_id, "report.html")
            """,
            after="""
            from mlflow.tracking import MlflowClient
            MlflowClient().log_artifact("report.html")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_metric("auc", auc, run_id=run_id)
            """
        ),
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().log_artifact(run_id, "report.html", "reports")
            """
        ),
        Leaves("client.log_metric(run_id, 'auc', auc)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        size = SIZES.get(self.qualified_name(node.func) or "")
        run_id = argument(node, "run_id", 0)
        # With one more positional argument, nothing would be missing.
        positional = [arg for arg in node.args if arg.keyword is None]
        if size is None or run_id is None or any(arg.star for arg in node.args):
            return
        if len(positional) <= size <= len(node.args):
            yield without_argument(node, run_id)
