"""Calls `log_dict`, `log_text` or `log_figure` without saying into which file.

A run keeps files, and a file has a name: "missing 1 required positional argument: 'artifact_file'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

FUNCTIONS = {
    f"{owner}.{name}": first + 1
    for owner, first in (("mlflow", 0), ("mlflow.MlflowClient", 1))
    for name in ("log_dict", "log_figure", "log_table", "log_text")
}
"""Each function, to the place of the file's name among its arguments."""


class LogDictWithoutFile(Mutator):
    id = "log-dict-without-file"
    title = "log_dict without a file's name"
    misconception = "A dict, a text or a figure is stored in the run itself and needs no file."
    principle = (
        "`log_dict`, `log_text`, `log_figure` and `log_table` write an artifact, which is a file. "
        "They must be told its name, and its ending decides between JSON and YAML."
    )
    hint = "As what does a run keep something that is neither a parameter, a metric nor a tag?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_dict"
    breaks = Raises(
        "TypeError", match=r"log_\w+\(\) missing 1 required positional argument: 'artifact_file'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_dict(weights, "weights.json")
            """,
            after="""
            import mlflow
            mlflow.log_dict(weights)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            def report(fig):
                mf.log_figure(fig, artifact_file=f"plots/{name}.png")
            """,
            after="""
            import mlflow as mf
            def report(fig):
                mf.log_figure(fig)
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            MlflowClient().log_text(run_id, note, "notes.txt")
            """,
            after="""
            from mlflow import MlflowClient
            MlflowClient().log_text(run_id, note)
            """,
        ),
    ]
    leaves = [
        Leaves('logger.log_dict(weights, "weights.json")'),
        Leaves(
            """
            import mlflow
            mlflow.log_params(weights)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        place = FUNCTIONS.get(self.qualified_name(node.func) or "")
        if place is None or any(arg.star for arg in node.args):
            return
        file = argument(node, "artifact_file", place)
        if file is not None and (file.keyword or file is node.args[-1]):
            yield without_argument(node, file)
