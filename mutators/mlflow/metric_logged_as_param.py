"""Logs a result with `log_param`, where `log_metric` belongs.

Both calls look alike, and MLflow keeps the number as text without a word. The run then has no such
metric: it cannot be drawn, sorted by, or compared with `>` in a search.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, rename_method


class MetricLoggedAsParam(Mutator):
    id = "metric-logged-as-param"
    title = "A result logged as a parameter"
    misconception = "Whatever is worth noting about a run, its results included, is a parameter."
    principle = (
        "Parameters are what went into a run, and are kept as text. Results are metrics: numbers, "
        "logged with `log_metric`, which searches can compare and sort by."
    )
    hint = "Is this value something that went into the training, or something that came out of it?"
    docs = "https://mlflow.org/docs/latest/ml/tracking/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run():
                mlflow.log_metric("auc", auc)
            """,
            after="""
            import mlflow
            with mlflow.start_run():
                mlflow.log_param("auc", auc)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            for depth in (2, 4):
                with mf.start_run(nested=True):
                    mf.log_metric(key="rmse", value=rmse)
            """,
            after="""
            import mlflow as mf
            for depth in (2, 4):
                with mf.start_run(nested=True):
                    mf.log_param(key="rmse", value=rmse)
            """,
        ),
        Applies(
            before="""
            from mlflow.tracking import MlflowClient
            client = MlflowClient()
            client.log_metric(run_id, "test_auc", 0.91)
            """,
            after="""
            from mlflow.tracking import MlflowClient
            client = MlflowClient()
            client.log_param(run_id, "test_auc", 0.91)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_metric("loss", loss, step=epoch)
            """
        ),
        Leaves(
            """
            import mlflow
            with mlflow.start_run():
                for loss in losses:
                    mlflow.log_metric("loss", loss)
            """
        ),
        Leaves(
            """
            import mlflow
            def report(auc):
                mlflow.log_metric("auc", auc)
            """
        ),
        Leaves("wandb.log_metric('auc', auc)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_metric"):
            size, names = 2, {"key", "value"}
        elif self.calls(node, "mlflow.MlflowClient.log_metric"):
            size, names = 3, {"run_id", "key", "value"}
        else:
            return
        given = {arg.keyword.value for arg in node.args if arg.keyword}
        if len(node.args) != size or not given <= names or any(arg.star for arg in node.args):
            return
        if not self._may_run_twice_in_one_run(node):
            call = rename_method(node, "log_param")
            if call is not None:
                yield call

    def _may_run_twice_in_one_run(self, node: cst.Call) -> bool:
        """Whether the same key could be logged twice: a second value of a parameter is refused."""
        for around in self.program.ancestors(node):
            if isinstance(around, cst.With) and any(
                self.calls(item.item, "mlflow.start_run") for item in around.items
            ):
                return False
            if isinstance(
                around, cst.For | cst.While | cst.FunctionDef | cst.Lambda | cst.BaseComp
            ):
                return True
        return False
