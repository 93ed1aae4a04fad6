"""Searches for the best run and says nothing of an order.

"The best run comes first" is what a search for runs is for. Nothing raises: the run that started
last comes first.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class OrderByLeftOut(Mutator):
    id = "order-by-left-out"
    title = "A search for runs without an order"
    misconception = "A search for runs puts the best one first."
    principle = (
        "Without `order_by` runs come in the order of their start, the newest first. MLflow does "
        "not know which metric decides, nor whether it should be high or low."
    )
    hint = "What does the first run of this list have that the others have not?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.search_runs"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_names=["churn"], order_by=["metrics.auc DESC"]
            )
            best = runs.iloc[0]
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_names=["churn"]
            )
            best = runs.iloc[0]
            """,
        ),
        Applies(
            before="""
            from mlflow.client import MlflowClient
            client = MlflowClient()
            best = client.search_runs(["1"], order_by=("metrics.rmse",), max_results=1)[0]
            """,
            after="""
            from mlflow.client import MlflowClient
            client = MlflowClient()
            best = client.search_runs(["1"], max_results=1)[0]
            """,
        ),
    ]
    leaves = [
        # That is the order of runs anyway.
        Leaves(
            """
            import mlflow
            mlflow.search_runs(order_by=["start_time DESC"])
            """
        ),
        Leaves('runs = tracker.search_runs(order_by=["metrics.accuracy DESC"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.search_runs", "mlflow.MlflowClient.search_runs"):
            return
        order = argument(node, "order_by")
        clauses = order and self.program.elements(order.value)
        if not order or not clauses or len(node.args) < 2:
            return
        first = clauses[0]
        if isinstance(first, cst.SimpleString) and first.raw_value.startswith("metric"):
            yield without_argument(node, order)
