"""Sorts runs by a metric without `DESC`, and so has the lowest value first.

One searches for the best run, sorts, and takes the first row. Nothing is raised, and the row is a
run like any other: it is the one with the lowest value.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, with_text


class OrderAscending(Mutator):
    id = "order-ascending"
    title = "order_by without DESC"
    misconception = "A search that is sorted by a metric begins with the best run."
    principle = (
        "`order_by` sorts in ascending order unless a clause ends in `DESC`. MLflow does not know "
        "whether high or low values of a metric are good."
    )
    hint = "Which value comes first when nothing is said about the direction of the order?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.search_runs"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(order_by=["metrics.accuracy DESC"])
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(order_by=["metrics.accuracy"])
            """,
        ),
        Applies(
            before="""
            from mlflow.client import MlflowClient
            client = MlflowClient()
            best = client.search_runs(
                [experiment_id],
                order_by=['metrics.`val auc` desc', "start_time DESC"],
                max_results=1,
            )[0]
            """,
            after="""
            from mlflow.client import MlflowClient
            client = MlflowClient()
            best = client.search_runs(
                [experiment_id],
                order_by=['metrics.`val auc`', "start_time DESC"],
                max_results=1,
            )[0]
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.search_runs(order_by=["metrics.rmse ASC"])
            mlflow.search_runs(order_by=["metrics.rmse"])
            mlflow.search_runs(order_by=["start_time DESC"])
            """
        ),
        Leaves('runs = tracker.search_runs(order_by=["metrics.accuracy DESC"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not self.calls(node, "mlflow.search_runs", "mlflow.MlflowClient.search_runs"):
            return
        order = argument(node, "order_by", 4)
        if order is None or not isinstance(order.value, cst.List) or not order.value.elements:
            return
        first = order.value.elements[0].value
        if not isinstance(first, cst.SimpleString):
            return
        found = re.fullmatch(r"(metrics\..*\S)\s+desc", first.raw_value, re.IGNORECASE)
        if found:
            new = node.deep_replace(first, with_text(first, found[1]))
            if isinstance(new, cst.Call):
                yield new
