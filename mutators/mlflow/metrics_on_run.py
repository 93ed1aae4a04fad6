"""Reads metrics or parameters from the run itself, without `data`.

A run is more than its results: `info` says what it is, `data` what was logged to it. Without the
step in between there is an AttributeError: "'Run' object has no attribute 'metrics'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class MetricsOnRun(Mutator):
    id = "metrics-on-run"
    title = "run.metrics instead of run.data.metrics"
    misconception = "What was logged to a run can be read straight from the run object."
    principle = (
        "A run keeps what was logged to it in `data`: `run.data.metrics`, `run.data.params` and "
        "`run.data.tags` are dicts."
    )
    hint = "In which part of a run object does MLflow put what was logged?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.entities.html#mlflow.entities.Run"
    breaks = Raises(
        "AttributeError", match=r"'(Active)?Run' object has no attribute '(metrics|params|tags)'"
    )
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            run = client.get_run(run_id)
            auc = run.data.metrics["auc"]
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            run = client.get_run(run_id)
            auc = run.metrics["auc"]
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            depth = int(
                mf.get_run(run_id).data.params["max_depth"]
            )
            """,
            after="""
            import mlflow as mf
            depth = int(
                mf.get_run(run_id).params["max_depth"]
            )
            """,
        ),
    ]
    leaves = [
        Leaves('auc = trial.data.metrics["auc"]'),
        Leaves(
            """
            import mlflow
            run = mlflow.get_run(run_id)
            print(run.data.to_dictionary(), run.info.status)
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if (
            node.attr.value in ("metrics", "params", "tags")
            and isinstance(node.value, cst.Attribute)
            and node.value.attr.value == "data"
            and self.is_a(node.value.value, "mlflow.entities.Run", "mlflow.ActiveRun")
        ):
            yield node.with_changes(value=node.value.value)
