"""Sorts runs by an error with `DESC`, and so has the worst run first.

Scores are sorted that way, and the habit stays. Nothing is raised.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, with_text

ERRORS = re.compile(
    r"(^|[^a-z])(\w*loss|r?mse|mae|s?mape|\w*error|\w*deviance)([^a-z]|$)", re.IGNORECASE
)


class OrderDescendingForErrors(Mutator):
    id = "order-descending-for-errors"
    title = "An error sorted with DESC"
    misconception = "The best run comes first where runs are sorted with `DESC`."
    principle = (
        "`DESC` puts the highest value first. That is the best run for a score, such as AUC or "
        "R²; for an error or a loss the best value is the lowest, so sort with `ASC`."
    )
    hint = "Is a high value of this metric good or bad?"
    docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
    prerequisites = ["order-ascending"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_names=["turbines"],
                order_by=["metrics.val_rmse ASC"],
            )
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_names=["turbines"],
                order_by=["metrics.val_rmse DESC"],
            )
            """,
        ),
        Applies(
            before="""
            from mlflow.tracking import MlflowClient
            best = MlflowClient().search_runs([exp_id], order_by=['metrics.`val loss`'])[0]
            """,
            after="""
            from mlflow.tracking import MlflowClient
            best = MlflowClient().search_runs([exp_id], order_by=['metrics.`val loss` DESC'])[0]
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.search_runs(order_by=["metrics.rmse DESC"])
            mlflow.search_runs(order_by=["metrics.auc ASC"])
            mlflow.search_runs(order_by=["start_time ASC", "metrics.rmse ASC"])
            """
        ),
        Leaves('runs = tracker.search_runs(order_by=["metrics.rmse ASC"])'),
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
        found = re.fullmatch(r"(metrics\..*?\S)(\s+asc)?", first.raw_value, re.IGNORECASE)
        if (
            found
            and ERRORS.search(found[1].removeprefix("metrics.").replace("_", " "))
            and not found[1].lower().endswith(" desc")
        ):
            new = node.deep_replace(first, with_text(first, f"{found[1]} DESC"))
            if isinstance(new, cst.Call):
                yield new
