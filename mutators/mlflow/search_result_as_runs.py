"""Takes what `mlflow.search_runs` returned for a list of runs.

The client's method of the same name returns such a list; the function returns a pandas DataFrame,
in which `[0]` looks for a column called 0: a KeyError.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_text


class SearchResultAsRuns(Mutator):
    id = "search-result-as-runs"
    title = "search_runs taken for a list of runs"
    misconception = "`mlflow.search_runs` returns a list of run objects."
    principle = (
        "`mlflow.search_runs` returns a pandas DataFrame with a row for each run and columns such "
        "as `run_id` and `metrics.auc`. `MlflowClient.search_runs` is the one that returns runs."
    )
    hint = "What does the function return, and what do square brackets mean for such an object?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.search_runs"
    breaks = Raises("KeyError", match=r"^-?\d+$")
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(experiment_names=["churn"])
            best_run_id = runs.iloc[0]["run_id"]
            best_auc = runs.iloc[0]["metrics.auc"]
            """,
            after=(
                """
                import mlflow
                runs = mlflow.search_runs(experiment_names=["churn"])
                best_run_id = runs[0].info.run_id
                best_auc = runs.iloc[0]["metrics.auc"]
                """,
                """
                import mlflow
                runs = mlflow.search_runs(experiment_names=["churn"])
                best_run_id = runs.iloc[0]["run_id"]
                best_auc = runs[0].data.metrics["auc"]
                """,
            ),
        ),
        Applies(
            before="""
            import mlflow as mf
            found = mf.search_runs(order_by=["metrics.rmse"])
            uri = f"runs:/{found.iloc[0].run_id}/model"
            depth = found.loc[0, 'params.depth']
            """,
            after=(
                """
                import mlflow as mf
                found = mf.search_runs(order_by=["metrics.rmse"])
                uri = f"runs:/{found[0].info.run_id}/model"
                depth = found.loc[0, 'params.depth']
                """,
                """
                import mlflow as mf
                found = mf.search_runs(order_by=["metrics.rmse"])
                uri = f"runs:/{found.iloc[0].run_id}/model"
                depth = found[0].data.params['depth']
                """,
            ),
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            runs = mlflow.search_runs(output_format="list")
            run_id = runs.iloc[0]["run_id"]
            """
        ),
        Leaves(
            """
            import pandas as pd
            runs = pd.read_csv("runs.csv")
            run_id = runs.iloc[0]["run_id"]
            """
        ),
        Leaves(
            """
            import mlflow
            runs = mlflow.search_runs()
            first = runs.iloc[0]
            ids = runs["run_id"]
            status = runs.iloc[0]["status"]
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.BaseExpression]:
        indices = _indices(node)
        if len(indices) == 2:
            # runs.loc[0, "run_id"]
            run, column = self._run(node.value, indices[0]), indices[1]
        elif len(indices) == 1 and isinstance(node.value, cst.Subscript):
            # runs.iloc[0]["run_id"]
            run, column = self._run_of_row(node.value), indices[0]
        else:
            return
        if run is None or not isinstance(column, cst.SimpleString):
            return
        found = re.fullmatch(r"(metrics|params)\.(\w+)", column.raw_value)
        if column.raw_value == "run_id":
            yield cst.Attribute(cst.Attribute(run, cst.Name("info")), cst.Name("run_id"))
        elif found:
            key = cst.SubscriptElement(cst.Index(with_text(column, found[2])))
            logged = cst.Attribute(cst.Attribute(run, cst.Name("data")), cst.Name(found[1]))
            yield cst.Subscript(logged, [key])

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        # runs.iloc[0].run_id
        if node.attr.value == "run_id" and isinstance(node.value, cst.Subscript):
            run = self._run_of_row(node.value)
            if run is not None:
                yield node.with_changes(value=cst.Attribute(run, cst.Name("info")))

    def _run_of_row(self, node: cst.Subscript) -> cst.Subscript | None:
        """`runs[0]` for `runs.iloc[0]` or `runs.loc[0]`."""
        indices = _indices(node)
        return self._run(node.value, indices[0]) if len(indices) == 1 else None

    def _run(self, indexer: cst.BaseExpression, row: cst.BaseExpression) -> cst.Subscript | None:
        """`runs[row]` for `runs.iloc` and a number; None where a search didn't return `runs`."""
        number = row.expression if isinstance(row, cst.UnaryOperation) else row
        if not isinstance(number, cst.Integer) or not isinstance(indexer, cst.Attribute):
            return None
        search = self.program.value_of(indexer.value) or indexer.value
        if (
            indexer.attr.value not in ("iloc", "loc")
            or not isinstance(search, cst.Call)
            or not self.calls(search, "mlflow.search_runs")
            or argument(search, "output_format", 5)
        ):
            return None
        return cst.Subscript(indexer.value, [cst.SubscriptElement(cst.Index(row))])


def _indices(node: cst.Subscript) -> list[cst.BaseExpression]:
    """The indices between the brackets; fewer than there are where some are slices."""
    return [part.slice.value for part in node.slice if isinstance(part.slice, cst.Index)]
