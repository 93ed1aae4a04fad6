"""Reads what was logged from the run that `start_run` returned.

That object is what the run was when it began, with nothing logged yet: a KeyError, and no hint that
the store knows better.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class StaleRunObject(Mutator):
    id = "stale-run-object"
    title = "Metrics of the run that start_run gave"
    misconception = "The object that `start_run` returns fills up as metrics are logged."
    principle = (
        "What `start_run` returns is a snapshot from the run's beginning. What was logged since "
        "is in the store: `mlflow.get_run(run_id)` fetches it."
    )
    hint = "Of which moment does this object know the run's data?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.get_run"
    prerequisites = ["metrics-on-run"]
    breaks = Raises("KeyError")
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.log_metric("auc", auc)
            auc = mlflow.get_run(run.info.run_id).data.metrics["auc"]
            """,
            after="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.log_metric("auc", auc)
            auc = run.data.metrics["auc"]
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            from mlflow import MlflowClient
            client = MlflowClient()
            active = mf.start_run()
            mf.log_params(params)
            mf.end_run()
            done = client.get_run(run_id=active.info.run_id)
            depth = int(done.data.params["max_depth"])
            """,
            after="""
            import mlflow as mf
            from mlflow import MlflowClient
            client = MlflowClient()
            active = mf.start_run()
            mf.log_params(params)
            mf.end_run()
            done = active
            depth = int(done.data.params["max_depth"])
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            with mlflow.start_run() as run:
                mlflow.log_metric("auc", auc)
            print(mlflow.get_run(run.info.run_id).data.metrics)
            """
        ),
        Leaves(
            """
            import mlflow
            with mlflow.start_run(run_id=run_id) as run:
                mlflow.log_metric("test_auc", auc)
            auc = mlflow.get_run(run.info.run_id).data.metrics["auc"]
            """
        ),
        Leaves('auc = tracker.get_run(run.info.run_id).data.metrics["auc"]'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not self.calls(node, "mlflow.get_run", "mlflow.MlflowClient.get_run"):
            return
        run_id = node.args[0].value if len(node.args) == 1 else None
        if (
            isinstance(run_id, cst.Attribute)
            and self.qualified_name(run_id) == "mlflow.ActiveRun.info.run_id"
            and isinstance(run_id.value, cst.Attribute)
            and isinstance(run_id.value.value, cst.Name)
            and not self._is_resumed(run_id.value.value.value)
            and self._is_looked_up_in(node)
        ):
            yield run_id.value.value

    def _is_resumed(self, name: str) -> bool:
        """Whether a run of this name could hold something when it starts."""
        started = [
            item.item
            for node in self.program.nodes
            if isinstance(node, cst.With)
            for item in node.items
            if item.asname and item.asname.name.deep_equals(cst.Name(name))
        ]
        started += [
            node.value
            for node in self.program.nodes
            if isinstance(node, cst.Assign)
            and any(target.target.deep_equals(cst.Name(name)) for target in node.targets)
        ]
        return not started or any(
            arg.keyword is None or arg.keyword.value in ("run_id", "tags")
            for call in started
            if isinstance(call, cst.Call)
            for arg in call.args
        )

    def _is_looked_up_in(self, node: cst.Call) -> bool:
        """Whether a metric or parameter of the fetched run is asked for by its name."""
        for each in self.program.nodes:
            if not isinstance(each, cst.Subscript) or not isinstance(each.value, cst.Attribute):
                continue
            data = each.value.value
            if (
                each.value.attr.value in ("metrics", "params")
                and isinstance(data, cst.Attribute)
                and data.attr.value == "data"
                and (data.value is node or self.program.value_of(data.value) is node)
            ):
                return True
        return False
