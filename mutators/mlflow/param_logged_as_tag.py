"""Writes a setting of the training into a tag.

Both are a name with a text, and the page of the run shows both. Nothing raises; the run has one
parameter less, so that it can be neither searched by it nor compared with others.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, rename_method

NAMES = ("run_id", "key", "value")


class ParamLoggedAsTag(Mutator):
    id = "param-logged-as-tag"
    title = "A setting in a tag"
    misconception = "A tag and a parameter are the same to MLflow: a name with a text."
    principle = (
        "Settings of a training are parameters: they cannot change once they are logged, runs are "
        "compared by them, and `params.…` in a search finds them. Tags are notes about the run."
    )
    hint = "Where will someone look who compares the settings of two runs?"
    docs = "https://mlflow.org/docs/latest/ml/tracking/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run():
                mlflow.log_param("alpha", 0.5)
                mlflow.log_params({"depth": 3, "trees": 20})
            """,
            after=(
                """
                import mlflow
                with mlflow.start_run():
                    mlflow.set_tag("alpha", 0.5)
                    mlflow.log_params({"depth": 3, "trees": 20})
                """,
                """
                import mlflow
                with mlflow.start_run():
                    mlflow.log_param("alpha", 0.5)
                    mlflow.set_tags({"depth": 3, "trees": 20})
                """,
            ),
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            rate = 0.01
            client.log_param(run_id, key="rate", value=rate)
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            rate = 0.01
            client.set_tag(run_id, key="rate", value=rate)
            """,
        ),
    ]
    leaves = [
        # `set_tag` has no such argument and says so.
        Leaves(
            """
            import mlflow
            mlflow.log_params(params, run_id=run_id)
            mlflow.log_param("alpha", 0.5, synchronous=False)
            """
        ),
        # What came out may as well be a note.
        Leaves(
            """
            import mlflow
            mlflow.log_param("best_run", best.info.run_id)
            """
        ),
        Leaves('trial.log_param("alpha", 0.5)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_params") and len(node.args) == 1:
            call = rename_method(node, "set_tags")
        elif (
            self.calls(node, "mlflow.log_param", "mlflow.MlflowClient.log_param")
            and all(arg.keyword is None or arg.keyword.value in NAMES for arg in node.args)
            and self._is_number(node.args[-1].value)
        ):
            call = rename_method(node, "set_tag")
        else:
            return
        if call is not None:
            yield call

    def _is_number(self, node: cst.BaseExpression) -> bool:
        """Whether it is a number that the program says: what it finds out may be a note."""
        return isinstance(self.program.value_of(node) or node, cst.Integer | cst.Float)
