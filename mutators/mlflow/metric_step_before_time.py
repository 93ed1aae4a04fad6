"""Makes a `Metric` with the step before the time.

`log_metric` takes the step right after the value, and one expects the same here. Both are numbers,
so nothing is raised: the steps are milliseconds, and all points are of 1970.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, swap_arguments


class MetricStepBeforeTime(Mutator):
    id = "metric-step-before-time"
    title = "Metric with the step before the time"
    misconception = "A `Metric` is made as `log_metric` is called: name, value, step."
    principle = (
        "`Metric(key, value, timestamp, step)` takes the time, in milliseconds, before the step. "
        "It cannot notice that two numbers changed places."
    )
    hint = "What else than its step does a point of a metric's history have?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.entities.html#mlflow.entities.Metric"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from mlflow.entities import Metric
            points = [Metric("recall", value, now, epoch) for epoch, value in enumerate(recalls)]
            """,
            after="""
            from mlflow.entities import Metric
            points = [Metric("recall", value, epoch, now) for epoch, value in enumerate(recalls)]
            """,
        ),
        Applies(
            before="""
            import mlflow
            metric = mlflow.entities.Metric(
                "loss",
                loss,
                int(time.time() * 1000),
                3,
            )
            """,
            after="""
            import mlflow
            metric = mlflow.entities.Metric(
                "loss",
                loss,
                3,
                int(time.time() * 1000),
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow.entities import Metric
            Metric("loss", loss, timestamp=now, step=3)
            Metric("loss", loss, 0, 0)
            """
        ),
        Leaves('point = Metric("loss", loss, now, 3)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.entities.Metric", "mlflow.entities.metric.Metric"):
            return
        time, step = argument(node, "timestamp", 2), argument(node, "step", 3)
        if (
            time is not None
            and step is not None
            and not time.keyword
            and not step.keyword
            and not time.value.deep_equals(step.value)
        ):
            yield swap_arguments(node, time, step)
