"""Sets a tag where a parameter should be logged.

A tag is a name with a text as well, and nothing complains. The run's parameters lack the entry,
though: it is missing when runs are compared, and `params.…` finds nothing.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, rename_method


class TagForParam(Mutator):
    id = "tag-for-param"
    title = "A tag in place of a parameter"
    misconception = "A tag and a parameter are two words for the same kind of note about a run."
    principle = (
        "What the training was given is a parameter: it appears among a run's parameters, can be "
        "compared between runs and never changes. Tags are labels, kept apart and free to change."
    )
    hint = "Where does someone look who wants to know which settings a run was trained with?"
    docs = "https://mlflow.org/docs/latest/ml/tracking/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run():
                mlflow.log_param("model_type", "LogisticRegression")
            """,
            after="""
            import mlflow
            with mlflow.start_run():
                mlflow.set_tag("model_type", "LogisticRegression")
            """,
        ),
        Applies(
            before="""
            from mlflow.tracking import MlflowClient
            client = MlflowClient()
            client.log_param(run_id, key="depth", value=depth)
            """,
            after="""
            from mlflow.tracking import MlflowClient
            client = MlflowClient()
            client.set_tag(run_id, key="depth", value=depth)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import log_param
            log_param("depth", 3)
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.log_param("depth", 3, synchronous=False)
            mlflow.log_metric("auc", 0.9)
            """
        ),
        Leaves("trial.log_param('depth', 3)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_param"):
            size, names = 2, {"key", "value"}
        elif self.calls(node, "mlflow.MlflowClient.log_param"):
            size, names = 3, {"run_id", "key", "value"}
        else:
            return
        given = {arg.keyword.value for arg in node.args if arg.keyword}
        if len(node.args) == size and given <= names and not any(arg.star for arg in node.args):
            call = rename_method(node, "set_tag")
            if call is not None:
                yield call
