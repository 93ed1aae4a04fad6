"""Sets Unity Catalog as the tracking URI.

Unity Catalog holds models, not runs. MLflow refuses it as soon as something is tracked: "Setting
the tracking URI to a Unity Catalog backend is not supported".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_method

TRACKING = (
    "mlflow.MlflowClient.get_run",
    "mlflow.MlflowClient.search_runs",
    "mlflow.get_run",
    "mlflow.search_runs",
    "mlflow.set_experiment",
    "mlflow.start_run",
)


class UcAsTrackingUri(Mutator):
    id = "uc-as-tracking-uri"
    title = "Unity Catalog as tracking URI"
    misconception = "`set_tracking_uri` chooses where models are registered."
    principle = (
        "Runs are tracked in one place and models are registered in another. "
        "`set_registry_uri('databricks-uc')` chooses Unity Catalog for models; runs stay in the "
        "workspace."
    )
    hint = "What does Unity Catalog hold: runs or registered models?"
    docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
    seen = "https://github.com/mlflow/mlflow/issues/12217"
    breaks = Raises("MlflowException", match="Detected Unity Catalog tracking URI")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            with mlflow.start_run():
                mlflow.log_metric("auc", auc)
            """,
            after="""
            import mlflow
            mlflow.set_tracking_uri("databricks-uc")
            with mlflow.start_run():
                mlflow.log_metric("auc", auc)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.set_registry_uri(uri='databricks-uc')
            run = mf.get_run(run_id)
            """,
            after="""
            import mlflow as mf
            mf.set_tracking_uri(uri='databricks-uc')
            run = mf.get_run(run_id)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks")
            with mlflow.start_run():
                mlflow.log_metric("auc", auc)
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            model = mlflow.pyfunc.load_model("models:/ml.shop.churn@champion")
            """
        ),
        Leaves('registry.set_registry_uri("databricks-uc")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        uri = argument(node, "uri", 0) if self.calls(node, "mlflow.set_registry_uri") else None
        if (
            uri is not None
            and isinstance(uri.value, cst.SimpleString)
            and uri.value.raw_value == "databricks-uc"
            and self._tracks_later(node)
        ):
            call = rename_method(node, "set_tracking_uri")
            if call is not None:
                yield call

    def _tracks_later(self, node: cst.Call) -> bool:
        """Whether the program asks for runs afterwards, and is refused."""
        _, last = self.program.lines(node)
        return any(
            self.calls(call, *TRACKING) and self.program.lines(call)[0] > last
            for call in self.program.calls
        )
