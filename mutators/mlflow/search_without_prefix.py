"""Names a metric or parameter in a search without `metrics.` or `params.`.

A bare name is an attribute of the run, such as `status` or `start_time`; for any other, MLflow says
"Invalid attribute key". A name that is a word of SQL as well ("precision") can't even be parsed.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text

ATTRIBUTES = {
    "artifact_uri",
    "created",
    "end_time",
    "run_id",
    "run_name",
    "start_time",
    "status",
    "user_id",
}
"""Names that are found without a prefix."""


class SearchWithoutPrefix(Mutator):
    id = "search-without-prefix"
    title = "A search without metrics. or params."
    misconception = "A search finds a metric or a parameter by its plain name."
    principle = (
        "In `filter_string` and `order_by` a metric is `metrics.<name>` and a parameter "
        "`params.<name>`. A name without a prefix is an attribute of the run, such as `status`."
    )
    hint = "A metric and a parameter may share a name: how does a search tell them apart?"
    docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
    breaks = Raises(
        "MlflowException",
        match=(
            r"Invalid attribute key '\w+' specified|Invalid clause\(s\) in filter string"
            r"|Invalid order_by clause"
        ),
    )
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                filter_string="params.model = 'logreg' and metrics.accuracy > 0.6",
                order_by=["metrics.accuracy DESC", "start_time"],
            )
            """,
            after=(
                """
                import mlflow
                runs = mlflow.search_runs(
                    filter_string="model = 'logreg' and accuracy > 0.6",
                    order_by=["metrics.accuracy DESC", "start_time"],
                )
                """,
                """
                import mlflow
                runs = mlflow.search_runs(
                    filter_string="params.model = 'logreg' and metrics.accuracy > 0.6",
                    order_by=["accuracy DESC", "start_time"],
                )
                """,
            ),
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            runs = MlflowClient().search_runs(["1"], 'metrics.rmse<3')
            """,
            after="""
            from mlflow import MlflowClient
            runs = MlflowClient().search_runs(["1"], 'rmse<3')
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.search_runs(filter_string="tags.note = 'metrics.auc'")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.search_runs(filter_string="params.status = 'ok'", order_by=["start_time"])
            """
        ),
        Leaves("""runs = tracker.search_runs(filter_string="metrics.rmse < 3")"""),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.search_runs", "mlflow.MlflowClient.search_runs"):
            return
        texts = []
        query, order = argument(node, "filter_string", 1), argument(node, "order_by", 4)
        if query is not None:
            texts.append(query.value)
        if order is not None and isinstance(order.value, cst.List):
            texts += [element.value for element in order.value.elements]
        for text in texts:
            if isinstance(text, cst.SimpleString):
                bare = _without_prefixes(text.raw_value)
                if bare is not None:
                    call = node.deep_replace(text, with_text(text, bare))
                    if isinstance(call, cst.Call):
                        yield call


def _without_prefixes(text: str) -> str | None:
    """The clause without its prefixes; None where it has none, or would still be understood."""
    # Every second piece is a quoted value or name.
    pieces = re.split(r"""('[^']*'|"[^"]*"|`[^`]*`)""", text)
    names = [
        name for piece in pieces[::2] for name in re.findall(r"\b(?:metrics|params)\.(\w*)", piece)
    ]
    if not names or "" in names or ATTRIBUTES & {name.lower() for name in names}:
        return None
    pieces[::2] = [re.sub(r"\b(?:metrics|params)\.(?=\w)", "", piece) for piece in pieces[::2]]
    return "".join(pieces)
