"""Compares with `==` in the filter of a search, as in Python.

The filter is read by a parser for SQL, and MLflow refuses the operator: "Invalid comparator '=='".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class FilterDoubleEquals(Mutator):
    id = "filter-double-equals"
    title = "== in a filter string"
    misconception = "A filter string is written with the operators of Python."
    principle = (
        "A filter string follows SQL's WHERE clause: equality is a single `=`, and conditions are "
        "joined with `AND`."
    )
    hint = "Which language does a filter string borrow its operators from?"
    docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
    breaks = Raises("MlflowException", match="Invalid comparator '=='")
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                filter_string="params.model = 'logreg' and metrics.accuracy >= 0.6",
            )
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(
                filter_string="params.model == 'logreg' and metrics.accuracy >= 0.6",
            )
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            query = "params.note = 'a = b' AND attributes.status='FINISHED'"
            runs = MlflowClient().search_runs(["1"], query)
            """,
            after="""
            from mlflow import MlflowClient
            query = "params.note == 'a = b' AND attributes.status=='FINISHED'"
            runs = MlflowClient().search_runs(["1"], query)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            note = "params.model = 'logreg'"
            mlflow.search_runs(filter_string="metrics.accuracy >= 0.6")
            mlflow.search_runs(filter_string="params.model != 'logreg'")
            """
        ),
        Leaves("""runs = tracker.search_runs(filter_string="params.model = 'logreg'")"""),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        if "=" not in node.raw_value or not self._is_filter(node):
            return
        # Every second piece is a quoted value or name.
        pieces = re.split(r"""('[^']*'|"[^"]*"|`[^`]*`)""", node.raw_value)
        pieces[::2] = [re.sub(r"(?<![<>!=])=(?!=)", "==", piece) for piece in pieces[::2]]
        doubled = "".join(pieces)
        if doubled != node.raw_value:
            yield with_text(node, doubled)

    def _is_filter(self, node: cst.SimpleString) -> bool:
        """Whether runs are searched with this text."""
        return any(
            name in ("mlflow.search_runs", "mlflow.MlflowClient.search_runs")
            and arg is argument(call, "filter_string", 1)
            for name, call, arg in self.given_to(node)
        )
