"""Joins the conditions of a filter with `&&`, as other languages do.

The parser knows `AND` alone. It reads what stands around the signs as one long expression and
says "Invalid comparison clause".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class FilterAmpersands(Mutator):
    id = "filter-ampersands"
    title = "&& in a filter string"
    misconception = "Two conditions of a filter are joined with `&&`, as in many languages."
    principle = (
        "The conditions of a filter string are joined with the word `AND`. It is the only way to "
        "join them: there is neither `&&` nor `OR`."
    )
    hint = "By which means may the conditions of a filter string be combined?"
    docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
    breaks = Raises("MlflowException", match=r"Invalid (comparison )?clause")
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                filter_string="params.model = 'logreg' and metrics.accuracy > 0.6",
            )
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(
                filter_string="params.model = 'logreg' && metrics.accuracy > 0.6",
            )
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            query = "metrics.auc > 0.5 AND metrics.auc < 1 AND tags.team = 'fire and ice'"
            runs = MlflowClient().search_runs(["1"], query)
            """,
            after="""
            from mlflow import MlflowClient
            query = "metrics.auc > 0.5 && metrics.auc < 1 && tags.team = 'fire and ice'"
            runs = MlflowClient().search_runs(["1"], query)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            note = "metrics.auc > 0.5 and metrics.auc < 1"
            mlflow.search_runs(filter_string="params.brand = 'salt and pepper'")
            """
        ),
        Leaves(
            """
            runs = tracker.search_runs(
                filter_string="metrics.auc > 0.5 and metrics.auc < 1"
            )
            """
        ),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        if " and " not in node.raw_value.lower() or not self._is_filter(node):
            return
        # Every second piece is a quoted value or name.
        pieces = re.split(r"""('[^']*'|"[^"]*"|`[^`]*`)""", node.raw_value)
        pieces[::2] = [
            re.sub(r"(?<=\s)and(?=\s)", "&&", piece, flags=re.IGNORECASE) for piece in pieces[::2]
        ]
        joined = "".join(pieces)
        if joined != node.raw_value:
            yield with_text(node, joined)

    def _is_filter(self, node: cst.SimpleString) -> bool:
        """Whether runs are searched with this text."""
        return any(
            name in ("mlflow.search_runs", "mlflow.MlflowClient.search_runs")
            and arg is argument(call, "filter_string", 1)
            for name, call, arg in self.given_to(node)
        )
