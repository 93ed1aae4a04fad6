"""Searches for runs and lets those in that failed or still run.

A run in the list looks finished. Nothing raises: a run that failed halfway keeps what it had logged
until then, and may have the best value of all.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, with_text

CLAUSE = r"(?:attributes?\.)?status\s*=\s*['\"]FINISHED['\"]"
FIRST = re.compile(rf"{CLAUSE}\s+and\s+(?=\S)", re.IGNORECASE)
LATER = re.compile(rf"\s+and\s+{CLAUSE}", re.IGNORECASE)


class UnfinishedRunsFound(Mutator):
    id = "unfinished-runs-found"
    title = "A search that finds unfinished runs"
    misconception = "A search finds only runs that came to their end."
    principle = (
        "A search finds every run that was not deleted, whatever its status: finished, failed, "
        "killed or running. `attributes.status = 'FINISHED'` in the filter keeps to those that "
        "ended well."
    )
    hint = "Where does a training end up that broke off after its first good value?"
    docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                ["1"], "attributes.status = 'FINISHED' and metrics.auc > 0.7"
            )
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(
                ["1"], "metrics.auc > 0.7"
            )
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            wanted = "tags.owner = 'wind' AND status = 'FINISHED'"
            runs = client.search_runs(experiment_ids=["1"], filter_string=wanted)
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            wanted = "tags.owner = 'wind'"
            runs = client.search_runs(experiment_ids=["1"], filter_string=wanted)
            """,
        ),
    ]
    leaves = [
        # Nothing else is asked for.
        Leaves(
            """
            import mlflow
            runs = mlflow.search_runs(["1"], "status = 'FINISHED'")
            """
        ),
        Leaves("rows = db.search_runs(\"status = 'FINISHED' and auc > 0.7\")"),
    ]

    def mutate_SimpleString(self, node: cst.SimpleString) -> Iterator[cst.SimpleString]:
        if not any(
            name in ("mlflow.search_runs", "mlflow.MlflowClient.search_runs")
            and arg is argument(call, "filter_string", 1)
            for name, call, arg in self.given_to(node)
        ):
            return
        text = node.raw_value
        rest = FIRST.sub("", text, count=1)
        if rest == text:
            rest = LATER.sub("", text, count=1)
        if rest != text:
            yield with_text(node, rest)
