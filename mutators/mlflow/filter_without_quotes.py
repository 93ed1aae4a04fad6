"""Compares a parameter or tag with a bare word in the filter of a search.

Values of parameters and tags are text, and text in a filter needs quotes. MLflow's answer depends
on the word: "either not quoted or unidentified quote types", or "Invalid clause(s)" for words that
mean something in SQL.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class FilterWithoutQuotes(Mutator):
    id = "filter-without-quotes"
    title = "A filter's text without quotes"
    misconception = "Inside a filter string a value needs no quotes of its own."
    principle = (
        "A filter string is a piece of SQL-like code: the values of parameters and tags are text "
        "and stand in quotes inside of it. Only numbers, as with metrics, are bare."
    )
    hint = "How does the parser of the filter tell a text from the name of a column?"
    docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
    breaks = Raises(
        "MlflowException",
        match=r"not quoted or unidentified quote types|Invalid clause\(s\) in filter string",
    )
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
                filter_string="params.model = logreg and metrics.accuracy > 0.6",
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            query = 'tags.stage != "tuning"'
            runs = mf.MlflowClient().search_runs(["1"], query)
            """,
            after="""
            import mlflow as mf
            query = 'tags.stage != tuning'
            runs = mf.MlflowClient().search_runs(["1"], query)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            note = "params.model = 'logreg'"
            mlflow.search_runs(filter_string="metrics.accuracy > 0.6")
            mlflow.search_runs(filter_string="params.depth = '5'")
            """
        ),
        Leaves("""runs = tracker.search_runs(filter_string="params.model = 'logreg'")"""),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        bare = re.sub(
            r"""((?:params|tags)\.[\w.`]+\s*!?=\s*)(['"])([A-Za-z]\w*)\2""",
            r"\1\3",
            node.raw_value,
            count=1,
        )
        if bare != node.raw_value and self._is_filter(node):
            yield with_text(node, bare)

    def _is_filter(self, node: cst.SimpleString) -> bool:
        """Whether runs are searched with this text."""
        return any(
            name in ("mlflow.search_runs", "mlflow.MlflowClient.search_runs")
            and arg is argument(call, "filter_string", 1)
            for name, call, arg in self.given_to(node)
        )
