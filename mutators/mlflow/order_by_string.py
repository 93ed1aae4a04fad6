"""Gives `order_by` one string in place of a list of strings.

MLflow goes through what it got and finds the first letter of the string, for which it knows no
column: "Invalid attribute key 'm' specified".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class OrderByString(Mutator):
    id = "order-by-string"
    title = "order_by given as a string"
    misconception = "With a single column to sort by, `order_by` takes the clause as it is."
    principle = (
        "`order_by` is a list of clauses, also where there is only one. A string is taken apart "
        "into letters, each read as a clause."
    )
    hint = "What does a function find that goes through the elements of this argument?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.search_runs"
    breaks = Raises("MlflowException", match=r"Invalid attribute key '\w' specified")
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(order_by=["metrics.accuracy DESC"])
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(order_by="metrics.accuracy DESC")
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            runs = MlflowClient().search_runs(
                experiment_ids=["1"],
                order_by=['attributes.start_time'],
                max_results=1,
            )
            """,
            after="""
            from mlflow import MlflowClient
            runs = MlflowClient().search_runs(
                experiment_ids=["1"],
                order_by='attributes.start_time',
                max_results=1,
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.search_runs(order_by=["metrics.accuracy DESC", "start_time"])
            mlflow.search_runs(order_by=clauses)
            """
        ),
        Leaves('runs = tracker.search_runs(order_by=["metrics.accuracy DESC"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.search_runs", "mlflow.MlflowClient.search_runs"):
            return
        order = argument(node, "order_by", 4)
        if order is None or not isinstance(order.value, cst.List):
            return
        clauses = [element.value for element in order.value.elements]
        if len(clauses) != 1 or not isinstance(clauses[0], cst.SimpleString):
            return
        # The first letter is what the message names.
        if clauses[0].raw_value[:1].isalpha():
            yield replace_value(node, order, clauses[0])
