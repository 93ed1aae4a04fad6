"""Calls `log_artifact` with `path=`.

Where a file is on this machine is its `local_path`, where it goes in the run its `artifact_path`.
Plain `path` could be either and is an unexpected keyword.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class LogArtifactPathKeyword(Mutator):
    id = "log-artifact-path-keyword"
    title = "log_artifact with path="
    misconception = "The file that `log_artifact` uploads is its argument `path`."
    principle = (
        "`log_artifact` tells two paths apart: `local_path` is the file on this machine, "
        "`artifact_path` the folder of the run that it is put into."
    )
    hint = "Which two places does the function have to know, and how does it name each of them?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_artifact"
    breaks = Raises(
        "TypeError", match=r"log_artifact\(\) got an unexpected keyword argument 'path'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_artifact("coefficients.csv")
            """,
            after="""
            import mlflow
            mlflow.log_artifact(path="coefficients.csv")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.log_artifact(
                local_path=report,
                artifact_path="reports",
            )
            """,
            after="""
            import mlflow as mf
            mf.log_artifact(
                path=report,
                artifact_path="reports",
            )
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            MlflowClient().log_artifact(run_id, "report.html")
            """,
            after="""
            from mlflow import MlflowClient
            MlflowClient().log_artifact(run_id, path="report.html")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_artifact("report.html", "reports")
            mlflow.log_text("all is well", "note.txt")
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
        if path is None:
            return
        after = node.args[list(node.args).index(path) + 1 :]
        if path.keyword is None and any(arg.keyword is None for arg in after):
            return
        named = path.with_changes(
            keyword=cst.Name("path"),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        yield node.with_changes(args=[named if arg is path else arg for arg in node.args])
