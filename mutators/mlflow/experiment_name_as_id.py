"""Gives the name of an experiment where its id is asked for.

`search_runs` has `experiment_ids`, `set_experiment` has `experiment_id`. The store checks the ids
first: "Invalid experiment ID 'churn_tuning'. Experiment ID must be a valid integer."
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
        "out. `search_runs` takes names as `experiment_names` and ids as `experiment_ids`; "
        "`set_experiment` takes either one, `experiment_name` or `experiment_id`."
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
        Applies(
            before="""
            import mlflow
            mlflow.set_experiment("churn_tuning")
            mlflow.set_experiment(experiment_name='/Shared/churn')
            """,
            after=(
                """
                import mlflow
                mlflow.set_experiment(experiment_id="churn_tuning")
                mlflow.set_experiment(experiment_name='/Shared/churn')
                """,
                """
                import mlflow
                mlflow.set_experiment("churn_tuning")
                mlflow.set_experiment(experiment_id='/Shared/churn')
                """,
            ),
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
        Leaves(
            """
            import mlflow
            mlflow.set_experiment("2024")
            mlflow.set_experiment(experiment_id="3")
            mlflow.set_experiment(name)
            """
        ),
        Leaves('runs = tracker.search_runs(experiment_names=["churn_tuning"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.set_experiment"):
            yield from self._of_set_experiment(node)
        elif self.calls(node, "mlflow.search_runs"):
            yield from self._of_search_runs(node)

    def _of_set_experiment(self, node: cst.Call) -> Iterator[cst.Call]:
        name = argument(node, "experiment_name", 0)
        if name is None or len(node.args) != 1 or not isinstance(name.value, cst.SimpleString):
            return
        if not name.value.raw_value.isdigit():
            by_id = cst.Arg(
                name.value,
                keyword=cst.Name("experiment_id"),
                equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
            )
            yield node.with_changes(args=[by_id])

    def _of_search_runs(self, node: cst.Call) -> Iterator[cst.Call]:
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
