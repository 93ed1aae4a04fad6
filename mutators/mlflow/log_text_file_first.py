"""Calls `log_text` with the name of the file first and its text second.

Both are texts, so nothing is raised: the run gets a file that is named by the text and holds the
name.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, swap_arguments


class LogTextFileFirst(Mutator):
    id = "log-text-file-first"
    title = "log_text with the file's name first"
    misconception = "A function that writes a file is told the file's name before its contents."
    principle = (
        "`log_text(text, artifact_file)` takes the contents first, as `log_dict` and `log_figure` "
        "do. Two strings that change places go unnoticed."
    )
    hint = "Which of the two strings becomes the name of a file in the run?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_text"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_text("Trained on hourly loads.", "notes.txt")
            """,
            after="""
            import mlflow
            mlflow.log_text("notes.txt", "Trained on hourly loads.")
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            note = f"seed {seed}"
            client.log_text(run_id, note, 'seed.txt')
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            note = f"seed {seed}"
            client.log_text(run_id, 'seed.txt', note)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_text(text="a note", artifact_file="notes.txt")
            mlflow.log_dict(weights, "weights.json")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.log_text(report, "report.html")
            """
        ),
        Leaves('logger.log_text("a note", "notes.txt")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_text"):
            first = 0
        elif self.calls(node, "mlflow.MlflowClient.log_text"):
            first = 1
        else:
            return
        text, file = argument(node, "text", first), argument(node, "artifact_file", first + 1)
        if text is None or file is None or text.keyword or file.keyword:
            return
        # A text that is not written in the program may be longer than a file's name can be.
        if self.is_a(text.value, "builtins.str") and self.is_a(file.value, "builtins.str"):
            yield swap_arguments(node, text, file)
