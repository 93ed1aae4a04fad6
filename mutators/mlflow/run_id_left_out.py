"""Starts a new run where an earlier one is to be gone on with.

Without `run_id`, `start_run` starts another run each time. Nothing is raised: what is logged then
belongs to a run of its own.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class RunIdLeftOut(Mutator):
    id = "run-id-left-out"
    title = "start_run without run_id, to go on with a run"
    misconception = "`start_run` goes on with the last run, if there was one."
    principle = (
        "`start_run` starts a new run. Only `start_run(run_id=…)` opens an existing one again, so "
        "that more can be logged to it."
    )
    hint = "How would `start_run` know that it is not to make a new run?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.start_run"
    seen = "https://github.com/mlflow/mlflow/issues/838"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run(run_id=run.info.run_id):
                mlflow.log_metric("test_mse", test_mse)
            """,
            after="""
            import mlflow
            with mlflow.start_run():
                mlflow.log_metric("test_mse", test_mse)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            from mlflow import MlflowClient
            created = MlflowClient().create_run(experiment_id)
            mf.start_run(created.info.run_id, log_system_metrics=False)
            mf.log_params(params)
            mf.end_run()
            """,
            after="""
            import mlflow as mf
            from mlflow import MlflowClient
            created = MlflowClient().create_run(experiment_id)
            mf.start_run(log_system_metrics=False)
            mf.log_params(params)
            mf.end_run()
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            with mlflow.start_run(run_name="again"):
                mlflow.log_metric("test_mse", test_mse)
            """
        ),
        Leaves(
            """
            import mlflow
            with mlflow.start_run(run_id=run_id) as run:
                mlflow.log_metric("test_mse", test_mse)
            mse = mlflow.get_run(run_id).data.metrics["test_mse"]
            """
        ),
        Leaves(
            """
            with tracker.start_run(run_id=run_id):
                tracker.log_metric("test_mse", test_mse)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        run_id = argument(node, "run_id", 0) if self.calls(node, "mlflow.start_run") else None
        if run_id is not None and not self._is_read_afterwards(node):
            yield without_argument(node, run_id)

    def _is_read_afterwards(self, node: cst.Call) -> bool:
        """Whether the program could miss by itself what it logged to that run."""
        _, last = self.program.lines(node)
        return any(
            self.calls(
                call, "mlflow.get_run", "mlflow.MlflowClient.get_run", "mlflow.register_model"
            )
            and self.program.lines(call)[0] > last
            for call in self.program.calls
        )
