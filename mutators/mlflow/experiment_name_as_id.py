"""Gives names of experiments to `experiment_ids`.

The store checks the ids first: "Invalid experiment ID 'churn_tuning'. Experiment ID must be a
valid integer."
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_keyword


class ExperimentNameAsId(Mutator):
    id = "experiment-name-as-id"
    title = "An experiment's name given as its id"
    misconception = "The id of an experiment is the name that it was given."
    principle = (
        "An experiment has a name, which you choose, and an id, which the tracking store hands "
        "out. `search_runs` takes names as `experiment_names` and ids as `experiment_ids`."
    )
    hint = "Who decides about an experiment's name, and who about its id?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.search_runs"
    breaks = Raises("MlflowException", match=r"Invalid experiment ID .* must be a valid integer")
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_names=["churn_tuning"],
                order_by=["metrics.accuracy DESC"],
            )
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_ids=["churn_tuning"],
                order_by=["metrics.accuracy DESC"],
            )
            """,
        ),
        Applies(
            before="""
            from mlflow import search_runs
            runs = search_runs(experiment_names=['/Shared/churn', '/Shared/fraud'])
            """,
            after="""
            from mlflow import search_runs
            runs = search_runs(experiment_ids=['/Shared/churn', '/Shared/fraud'])
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.search_runs(experiment_names=["2024"])
            mlflow.search_runs(experiment_names=names)
            """
        ),
        Leaves('runs = tracker.search_runs(experiment_names=["churn_tuning"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.search_runs"):
            return
        names = argument(node, "experiment_names")
        elements = self.program.elements(names.value) if names else None
        if not elements or argument(node, "experiment_ids", 0):
            return
        if all(
            isinstance(name, cst.SimpleString) and not name.raw_value.isdigit() for name in elements
        ):
            call = rename_keyword(node, "experiment_names", "experiment_ids")
            if call is not None:
                yield call
