"""Gives `start_run` the run's name as its first argument.

The first argument is `run_id`: MLflow wants to go on with a run of that id, and finds none, or
finds that such an id cannot exist.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class RunNamePositional(Mutator):
    id = "run-name-positional"
    title = "start_run with a name as first argument"
    misconception = "The first thing that `start_run` wants to know is what the run is called."
    principle = (
        "The first argument of `start_run` is `run_id`, the id of an existing run that is to be "
        "resumed. The name of a new run is given as `run_name=`."
    )
    hint = "What can a run be started with other than a name, and which of them comes first?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.start_run"
    breaks = Raises(
        "MlflowException", match=r"Run with id=.+ not found|for parameter 'run_id' supplied"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run(run_name="logreg_baseline") as run:
                fit()
            """,
            after="""
            import mlflow
            with mlflow.start_run("logreg_baseline") as run:
                fit()
            """,
        ),
        Applies(
            before="""
            from mlflow import start_run
            run = start_run(
                run_name=f"rate_{rate}",
                nested=True,
            )
            """,
            after="""
            from mlflow import start_run
            run = start_run(
                f"rate_{rate}",
                nested=True,
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.start_run(nested=True, run_name="child")
            mlflow.start_run(run_id=run_id)
            mlflow.start_run(None, run_name="again")
            """
        ),
        Leaves("with tracker.start_run(run_name='baseline'): fit()"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.start_run") or not node.args:
            return
        first, *rest = node.args
        if first.keyword is None or first.keyword.value != "run_name":
            return
        if not any(arg.keyword and arg.keyword.value == "run_id" for arg in rest):
            bare = first.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
            yield node.with_changes(args=[bare, *rest])
