"""Gives `MlflowClient.search_runs` names of experiments.

The function of the module takes names, the client's method ids alone: "got an unexpected keyword
argument 'experiment_names'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class NamesForClientSearch(Mutator):
    id = "names-for-client-search"
    title = "MlflowClient.search_runs with experiment_names="
    misconception = "The client's `search_runs` takes what `mlflow.search_runs` takes."
    principle = (
        "`MlflowClient.search_runs` takes `experiment_ids` and returns a list of runs. Only "
        "`mlflow.search_runs`, which returns a DataFrame, takes `experiment_names` too."
    )
    hint = "By what does the client, which is closer to the store, know an experiment?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.search_runs"
    prerequisites = ["experiment-name-as-id"]
    breaks = Raises("TypeError", match="unexpected keyword argument 'experiment_names'")
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            experiment = client.get_experiment_by_name("turbines")
            runs = client.search_runs(
                experiment_ids=[experiment.experiment_id],
                max_results=1,
            )
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            experiment = client.get_experiment_by_name("turbines")
            runs = client.search_runs(
                experiment_names=[experiment.name],
                max_results=1,
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            exp = mf.get_experiment_by_name("churn")
            runs = mf.MlflowClient().search_runs([exp.experiment_id], order_by=order)
            """,
            after="""
            import mlflow as mf
            exp = mf.get_experiment_by_name("churn")
            runs = mf.MlflowClient().search_runs(experiment_names=[exp.name], order_by=order)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.search_runs(experiment_ids=[experiment.experiment_id])
            """
        ),
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().search_runs(["1"])
            MlflowClient().search_runs([experiment.experiment_id], "metrics.auc > 0.5")
            """
        ),
        Leaves("runs = tracker.search_runs([experiment.experiment_id])"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.search_runs"):
            return
        ids = argument(node, "experiment_ids", 0)
        if (
            ids is None
            or not isinstance(ids.value, cst.List)
            or any(arg.keyword is None and arg is not ids for arg in node.args)
        ):
            return
        names = []
        for element in ids.value.elements:
            of = element.value
            if not isinstance(of, cst.Attribute) or of.attr.value != "experiment_id":
                return
            names.append(element.with_changes(value=of.with_changes(attr=cst.Name("name"))))
        if names:
            new = ids.with_changes(
                keyword=cst.Name("experiment_names"),
                value=ids.value.with_changes(elements=names),
                equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
            )
            yield node.with_changes(args=[new if arg is ids else arg for arg in node.args])
