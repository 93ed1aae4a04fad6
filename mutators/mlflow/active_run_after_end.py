"""Asks `active_run` for a run that has ended.

After a with-block, or a training that autologging tracked, no run is active, and the function
returns None: "'NoneType' object has no attribute 'data'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class ActiveRunAfterEnd(Mutator):
    id = "active-run-after-end"
    title = "active_run after the run"
    misconception = "`active_run` returns the run that was worked on last."
    principle = (
        "`mlflow.active_run()` is None unless a run is open right now. The run that ended last "
        "is what `mlflow.last_active_run()` returns, with what was logged to it."
    )
    hint = "Is any run still open at this point?"
    docs = (
        "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.last_active_run"
    )
    breaks = Raises("AttributeError", match="'NoneType' object has no attribute '(data|info)'")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.sklearn.autolog()
            model.fit(X, y)
            run = mlflow.last_active_run()
            print(run.data.params)
            """,
            after="""
            import mlflow
            mlflow.sklearn.autolog()
            model.fit(X, y)
            run = mlflow.active_run()
            print(run.data.params)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run():
                mf.log_metric("auc", auc)
            run_id = mf.last_active_run().info.run_id
            """,
            after="""
            import mlflow as mf
            with mf.start_run():
                mf.log_metric("auc", auc)
            run_id = mf.active_run().info.run_id
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            with mlflow.start_run():
                print(mlflow.last_active_run().info.run_id)
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.start_run()
            run = mlflow.last_active_run()
            print(run.info.run_id)
            """
        ),
        Leaves("run = tracker.last_active_run()"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.last_active_run") or self._may_be_open(node):
            return
        call = rename_method(node, "active_run")
        if call is not None and self._is_read(node):
            yield call

    def _may_be_open(self, node: cst.Call) -> bool:
        """Whether a run could be active: a with-block around, or one that no with-block ends."""
        around = list(self.program.ancestors(node))
        for call in self.program.calls:
            if self.calls(call, "mlflow.start_run"):
                item = self.program.parent(call)
                if not isinstance(item, cst.WithItem) or self.program.parent(item) in around:
                    return True
        return False

    def _is_read(self, node: cst.Call) -> bool:
        """Whether the program reads `info` or `data` of the run."""
        return any(
            node in (read.value, self.program.value_of(read.value))
            for read in self.program.nodes
            if isinstance(read, cst.Attribute) and read.attr.value in ("data", "info")
        )
