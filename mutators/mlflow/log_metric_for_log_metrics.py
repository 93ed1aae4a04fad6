"""Gives a dict of results to `mlflow.log_metric`.

`log_metric` logs one number under one name; the dict lands in the name's place, and a TypeError
says that the value is missing.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class LogMetricForLogMetrics(Mutator):
    id = "log-metric-for-log-metrics"
    title = "A dict given to log_metric"
    misconception = "`log_metric` accepts a dict when there is more than one result to log."
    principle = (
        "`mlflow.log_metric` logs one number and takes a key and a value. Several results in a "
        "dict go to `mlflow.log_metrics`."
    )
    hint = "Which two things does the function need in order to log one number?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_metrics"
    breaks = Raises(
        "TypeError", match=r"log_metric\(\) missing 1 required positional argument: 'value'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_metrics({"accuracy": accuracy, "f1": f1})
            """,
            after="""
            import mlflow
            mlflow.log_metric({"accuracy": accuracy, "f1": f1})
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            for epoch in range(10):
                scores = train_one_epoch()
                mf.log_metrics(scores, step=epoch)
            """,
            after="""
            import mlflow as mf
            for epoch in range(10):
                scores = train_one_epoch()
                mf.log_metric(scores, step=epoch)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import log_metrics
            log_metrics(scores)
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.log_metrics(metrics=scores)
            """
        ),
        Leaves("logger.log_metrics(scores)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.log_metrics") or any(arg.star for arg in node.args):
            return
        # A second argument without a name would become the value; `metrics=` would be refused.
        positional = [arg for arg in node.args if arg.keyword is None]
        if len(positional) == 1 and positional[0] is node.args[0]:
            call = rename_method(node, "log_metric")
            if call is not None:
                yield call
