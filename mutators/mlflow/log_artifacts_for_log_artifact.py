"""Uploads one file with `log_artifacts`.

The plural walks through a folder. A file has nothing inside to walk through, so nothing is
uploaded, and nothing is said.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method


class LogArtifactsForLogArtifact(Mutator):
    id = "log-artifacts-for-log-artifact"
    title = "One file given to log_artifacts"
    misconception = "`log_artifacts` uploads what it is given, be it one file or many."
    principle = (
        "`log_artifacts` uploads the contents of a local folder. One file goes to `log_artifact`; "
        "the plural finds nothing in it, and uploads nothing."
    )
    hint = "Does the function take a file or a folder, and what does it find in this one?"
    docs = (
        "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_artifacts"
    )
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_artifact("coefficients.csv")
            """,
            after="""
            import mlflow
            mlflow.log_artifacts("coefficients.csv")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            plot = f"roc_{name}.png"
            mf.log_artifact(local_path=plot, artifact_path="plots")
            """,
            after="""
            import mlflow as mf
            plot = f"roc_{name}.png"
            mf.log_artifacts(local_dir=plot, artifact_path="plots")
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            MlflowClient().log_artifact(run_id, "report.html")
            """,
            after="""
            from mlflow import MlflowClient
            MlflowClient().log_artifacts(run_id, "report.html")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_artifact("plots")
            mlflow.log_artifact(path)
            """
        ),
        Leaves("run.log_artifact('report.html')"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_artifact"):
            path = argument(node, "local_path", 0)
        elif self.calls(node, "mlflow.MlflowClient.log_artifact"):
            path = argument(node, "local_path", 1)
        else:
            return
        call = rename_method(node, "log_artifacts")
        if path is None or call is None or not self._names_a_file(path.value):
            return
        if path.keyword is not None:
            renamed = path.with_changes(keyword=path.keyword.with_changes(value="local_dir"))
            call = call.with_changes(args=[renamed if arg is path else arg for arg in call.args])
        yield call

    def _names_a_file(self, node: cst.BaseExpression) -> bool:
        """Whether the path ends like a file's: "report.html" and not "plots"."""
        node = self.program.value_of(node) or node
        text = ""
        if isinstance(node, cst.SimpleString):
            text = node.raw_value
        elif isinstance(node, cst.FormattedString) and node.parts:
            last = node.parts[-1]
            text = last.value if isinstance(last, cst.FormattedStringText) else ""
        return re.search(r"\.[A-Za-z]\w*$", text) is not None
