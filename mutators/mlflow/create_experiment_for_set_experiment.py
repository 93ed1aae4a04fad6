"""Creates an experiment with `create_experiment` and goes on as if it were the active one.

The experiment is there afterwards, and empty: the runs land in the one that was active before,
which is "Default" to begin with.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method


class CreateExperimentForSetExperiment(Mutator):
    id = "create-experiment-for-set-experiment"
    title = "create_experiment instead of set_experiment"
    misconception = "An experiment that was just created is the one that the next runs belong to."
    principle = (
        "`create_experiment` only creates, and returns the new experiment's id. `set_experiment` "
        "makes an experiment the active one, and creates it where it does not exist yet."
    )
    hint = "Which experiment is the active one after this call?"
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
            mlflow.create_experiment("churn_baseline")
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
            mf.create_experiment(name="/Shared/churn")
            run = mf.start_run()
            """,
        ),
    ]
    leaves = [
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
        call = rename_method(node, "create_experiment")
        if name is None or call is None:
            return
        if name.keyword is not None:
            call = call.with_changes(args=[name.with_changes(keyword=cst.Name("name"))])
        yield call

    def _matters(self, node: cst.Call) -> bool:
        """Whether a run starts in the active experiment, and none else is created or chosen."""
        starts = False
        for call in self.program.calls:
            if call is node:
                continue
            if self.calls(call, "mlflow.start_run"):
                if argument(call, "experiment_id", 1):
                    return False
                starts = True
            elif self.calls(
                call,
                "mlflow.create_experiment",
                "mlflow.set_experiment",
                "mlflow.MlflowClient.create_experiment",
            ):
                return False
        return starts
