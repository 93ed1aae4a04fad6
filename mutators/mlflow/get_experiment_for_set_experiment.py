"""Looks an experiment up by its name and goes on as if it were the active one.

The function only finds, and gives None where there is nothing to find. The runs land in the
experiment that was active before: "Default" to begin with, or a Databricks notebook's own.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method


class GetExperimentForSetExperiment(Mutator):
    id = "get-experiment-for-set-experiment"
    title = "get_experiment_by_name instead of set_experiment"
    misconception = "To get an experiment is to open it: later runs are part of it."
    principle = (
        "`get_experiment_by_name` returns what is known of an experiment, or None, and changes "
        "nothing. `set_experiment` makes one the active one, and creates it where it does not "
        "exist yet."
    )
    hint = "What is different for the next run after this call?"
    docs = (
        "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.set_experiment"
    )
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.set_experiment("churn_baseline")
            with mlflow.start_run() as run:
                mlflow.log_metric("auc", auc)
            """,
            after="""
            import mlflow
            mlflow.get_experiment_by_name("churn_baseline")
            with mlflow.start_run() as run:
                mlflow.log_metric("auc", auc)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.set_experiment(experiment_name="/Shared/churn")
            run = mf.start_run()
            """,
            after="""
            import mlflow as mf
            mf.get_experiment_by_name(name="/Shared/churn")
            run = mf.start_run()
            """,
        ),
        # Autologging starts runs, too.
        Applies(
            before="""
            import mlflow
            mlflow.set_experiment("churn_baseline")
            mlflow.sklearn.autolog()
            model.fit(X, y)
            """,
            after="""
            import mlflow
            mlflow.get_experiment_by_name("churn_baseline")
            mlflow.sklearn.autolog()
            model.fit(X, y)
            """,
        ),
    ]
    leaves = [
        # No run follows that could land elsewhere.
        Leaves(
            """
            import mlflow
            mlflow.set_experiment("churn_baseline")
            """
        ),
        Leaves(
            """
            import mlflow
            experiment = mlflow.set_experiment("churn_baseline")
            run = mlflow.start_run(experiment_id=experiment.experiment_id)
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_experiment(experiment_id="3")
            run = mlflow.start_run()
            """
        ),
        # A run that goes on stays in its experiment.
        Leaves(
            """
            import mlflow
            mlflow.set_experiment("churn_baseline")
            run = mlflow.start_run(run_id=last_run_id)
            """
        ),
        Leaves(
            """
            import mlflow
            tracker.set_experiment("churn_baseline")
            run = mlflow.start_run()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            not self.calls(node, "mlflow.set_experiment")
            or not isinstance(self.program.parent(node), cst.Expr)
            or len(node.args) != 1
            or not self._matters(node)
        ):
            return
        name = argument(node, "experiment_name", 0)
        call = rename_method(node, "get_experiment_by_name")
        if name is None or call is None:
            return
        if name.keyword is not None:
            call = call.with_changes(args=[name.with_changes(keyword=cst.Name("name"))])
        yield call

    def _matters(self, node: cst.Call) -> bool:
        """Whether a new run starts in the active experiment, and none else is chosen."""
        starts = False
        for call in self.program.calls:
            if call is node:
                continue
            if self.calls(call, "mlflow.start_run"):
                if argument(call, "experiment_id", 1):
                    return False
                starts = starts or argument(call, "run_id", 0) is None
            elif self.calls(call, "mlflow.set_experiment"):
                return False
            elif (self.qualified_name(call.func) or "").endswith(".autolog"):
                starts = True
        return starts
