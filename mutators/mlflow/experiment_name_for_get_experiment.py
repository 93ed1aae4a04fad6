"""Asks `get_experiment` for an experiment by its name.

It takes an id: "Invalid experiment ID 'readmission'. Experiment ID must be a valid integer."
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_method


class ExperimentNameForGetExperiment(Mutator):
    id = "experiment-name-for-get-experiment"
    title = "get_experiment with a name"
    misconception = "`get_experiment` finds an experiment by its name."
    principle = (
        "`get_experiment` takes the id that the store gave the experiment. By its name it is "
        "found with `get_experiment_by_name`, which returns None where there is none."
    )
    hint = "By what does a store tell experiments apart, even if they are renamed?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.get_experiment_by_name"
    prerequisites = ["experiment-name-as-id"]
    breaks = Raises("MlflowException", match=r"Invalid experiment ID .* must be a valid integer")
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            experiment = client.get_experiment_by_name("readmission")
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            experiment = client.get_experiment("readmission")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            name = f"/Users/{user}/churn"
            found = mf.get_experiment_by_name(name=name)
            """,
            after="""
            import mlflow as mf
            name = f"/Users/{user}/churn"
            found = mf.get_experiment(experiment_id=name)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.get_experiment("3")
            mlflow.get_experiment_by_name("2024")
            mlflow.get_experiment_by_name(name)
            """
        ),
        Leaves('experiment = tracker.get_experiment_by_name("churn")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(
            node, "mlflow.get_experiment_by_name", "mlflow.MlflowClient.get_experiment_by_name"
        ):
            return
        name = argument(node, "name", 0)
        call = rename_method(node, "get_experiment")
        if name is None or call is None or not self._is_no_number(name.value):
            return
        if name.keyword is not None:
            renamed = name.with_changes(keyword=name.keyword.with_changes(value="experiment_id"))
            call = call.with_changes(args=[renamed])
        yield call

    def _is_no_number(self, node: cst.BaseExpression) -> bool:
        node = self.program.value_of(node) or node
        if isinstance(node, cst.SimpleString):
            return not node.raw_value.isdigit()
        return isinstance(node, cst.FormattedString) and any(
            isinstance(part, cst.FormattedStringText) for part in node.parts
        )
