"""Gives `log_artifact` a file's name as `artifact_path`.

It reads like the place where the file is to go, its name included. MLflow makes a folder of it, and
the file keeps its own name inside: `reports/report.csv/report.csv`.
"""

import posixpath
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import (
    Applies,
    FailsCheck,
    Leaves,
    Mutator,
    argument,
    replace_value,
    with_text,
)


class FileNameAsArtifactPath(Mutator):
    id = "file-name-as-artifact-path"
    title = "artifact_path with the file's name"
    misconception = "`artifact_path` is the path that the file has in the run, with its name."
    principle = (
        "`artifact_path` names a folder of the run. The file keeps the name that it has on disk, "
        "below that folder."
    )
    hint = "Is `artifact_path` the path of a file or of a folder?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_artifact"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_artifact("report.csv", artifact_path="reports")
            """,
            after="""
            import mlflow
            mlflow.log_artifact("report.csv", artifact_path="reports/report.csv")
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            plot = "out/roc.png"
            client.log_artifact(run_id, plot, 'plots')
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            plot = "out/roc.png"
            client.log_artifact(run_id, plot, 'plots/roc.png')
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_artifact("report.csv")
            mlflow.log_artifact(path, artifact_path="reports")
            mlflow.log_artifact("report.csv", artifact_path=folder)
            mlflow.log_artifacts("out", artifact_path="plots")
            """
        ),
        Leaves('run.log_artifact("report.csv", artifact_path="reports")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_artifact"):
            first = 0
        elif self.calls(node, "mlflow.MlflowClient.log_artifact"):
            first = 1
        else:
            return
        path, folder = (
            argument(node, "local_path", first),
            argument(node, "artifact_path", first + 1),
        )
        if path is None or folder is None or not isinstance(folder.value, cst.SimpleString):
            return
        local = self.program.value_of(path.value) or path.value
        if isinstance(local, cst.SimpleString):
            name = posixpath.basename(local.raw_value)
            if name and "\\" not in name:
                place = f"{folder.value.raw_value}/{name}"
                yield replace_value(node, folder, with_text(folder.value, place))
