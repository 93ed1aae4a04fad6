"""Gives `get_run` an object that belongs to a run in place of the run's id.

The id is matched against a pattern first: "expected string or bytes-like object, got
'ModelVersion'", or 'ActiveRun', or 'Run'.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class ObjectForRunId(Mutator):
    id = "object-for-run-id"
    title = "get_run of an object"
    misconception = "`get_run` finds the run that belongs to whatever MLflow object it is given."
    principle = (
        "`get_run` takes the id of a run, a string. A model version has it in `run_id`, a run in "
        "`info.run_id`."
    )
    hint = "By what does the tracking store know a run, and where does this object keep it?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.get_run"
    breaks = Raises(
        "TypeError",
        match=r"expected string or bytes-like object, got '(ModelVersion|ActiveRun|Run)'",
    )
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            champion = client.get_model_version_by_alias("churn", "champion")
            champion_run = client.get_run(champion.run_id)
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            champion = client.get_model_version_by_alias("churn", "champion")
            champion_run = client.get_run(champion)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run() as run:
                mf.log_metric("auc", auc)
            metrics = mf.get_run(run_id=run.info.run_id).data.metrics
            """,
            after="""
            import mlflow as mf
            with mf.start_run() as run:
                mf.log_metric("auc", auc)
            metrics = mf.get_run(run_id=run).data.metrics
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            run = mlflow.get_run(row.run_id)
            """
        ),
        Leaves(
            """
            import mlflow
            result = mlflow.register_model(uri, "churn")
            run = tracker.get_run(result.run_id)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.get_run", "mlflow.MlflowClient.get_run"):
            return
        run_id = argument(node, "run_id", 0)
        if run_id is None or not isinstance(run_id.value, cst.Attribute):
            return
        names = {
            "mlflow.entities.model_registry.ModelVersion.run_id": 1,
            "mlflow.ActiveRun.info.run_id": 2,
            "mlflow.entities.Run.info.run_id": 2,
        }
        steps = names.get(self.qualified_name(run_id.value) or "", 0)
        owner: cst.BaseExpression = run_id.value
        for _ in range(steps):
            if isinstance(owner, cst.Attribute):
                owner = owner.value
        if steps:
            yield replace_value(node, run_id, owner)
