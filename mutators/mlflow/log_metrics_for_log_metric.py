"""Gives a name and a number to `mlflow.log_metrics`.

The plural wants a dict and asks what it got, here the name, for its items: "'str' object has no
attribute 'items'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class LogMetricsForLogMetric(Mutator):
    id = "log-metrics-for-log-metric"
    title = "A name and a number given to log_metrics"
    misconception = "`log_metrics` takes a name and a number just as `log_metric` does."
    principle = (
        "`mlflow.log_metrics` takes one dict from names to numbers; its second argument is the "
        "step. A single result goes to `mlflow.log_metric`."
    )
    hint = "What is the first argument of each of the two functions?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_metric"
    breaks = Raises("AttributeError", match="'str' object has no attribute 'items'")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_metric("auc", roc_auc_score(y_test, scores))
            """,
            after="""
            import mlflow
            mlflow.log_metrics("auc", roc_auc_score(y_test, scores))
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.log_metric(
                "rmse", evaluator.evaluate(predictions)
            )
            """,
            after="""
            import mlflow as mf
            mf.log_metrics(
                "rmse", evaluator.evaluate(predictions)
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_metric("loss", loss, step=epoch)
            """
        ),
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            client.log_metric(run_id, "auc", 0.9)
            """
        ),
        Leaves("experiment.log_metric('auc', 0.9)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        # With `step=`, the number in the second place would be a second step: another error.
        if (
            self.calls(node, "mlflow.log_metric")
            and len(node.args) == 2
            and not any(arg.keyword or arg.star for arg in node.args)
        ):
            call = rename_method(node, "log_metrics")
            if call is not None:
                yield call
