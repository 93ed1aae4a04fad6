"""Calls a method of MlflowClient on the `mlflow` module.

For much of MLflow there is both a function and a method. For aliases and a few others there is the
method alone: "module 'mlflow' has no attribute 'set_registered_model_alias'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

ONLY_ON_THE_CLIENT = {
    "create_model_version",
    "create_registered_model",
    "delete_model_version",
    "delete_model_version_tag",
    "delete_registered_model",
    "delete_registered_model_alias",
    "delete_registered_model_tag",
    "get_latest_versions",
    "get_metric_history",
    "get_model_version",
    "get_model_version_by_alias",
    "get_registered_model",
    "list_artifacts",
    "set_registered_model_alias",
    "set_registered_model_tag",
    "set_terminated",
    "transition_model_version_stage",
    "update_model_version",
    "update_registered_model",
}
"""Methods that the module has no function for, as of MLflow 3.17."""


class ClientFunctionOnModule(Mutator):
    id = "client-function-on-module"
    title = "A client's method called on mlflow"
    misconception = "Whatever MlflowClient can do, the `mlflow` module offers as a function too."
    principle = (
        "The `mlflow` module has functions for the active run and for registering a model. "
        "Aliases, and most of what else the registry can do, are methods of MlflowClient alone."
    )
    hint = "Is every method of MlflowClient there a second time, as a function of the module?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html"
    breaks = Raises("AttributeError", match="module 'mlflow' has no attribute")
    applies = [
        Applies(
            before="""
            import mlflow
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_alias("churn", "champion", 3)
            client.set_model_version_tag("churn", 3, "validated", "true")
            """,
            after="""
            import mlflow
            from mlflow import MlflowClient
            client = MlflowClient()
            mlflow.set_registered_model_alias("churn", "champion", 3)
            client.set_model_version_tag("churn", 3, "validated", "true")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            champion = mf.MlflowClient().get_model_version_by_alias(
                name=name, alias="champion"
            )
            """,
            after="""
            import mlflow as mf
            champion = mf.get_model_version_by_alias(
                name=name, alias="champion"
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_registered_model_alias("churn", "champion", 3)
            """
        ),
        Leaves(
            """
            import mlflow
            from mlflow import MlflowClient
            client = MlflowClient()
            client.log_metric(run_id, "auc", 0.9)
            """
        ),
        Leaves(
            """
            import mlflow
            client.set_registered_model_alias("churn", "champion", 3)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        owner, _, method = (self.qualified_name(node.func) or "").rpartition(".")
        if owner != "mlflow.MlflowClient" or method not in ONLY_ON_THE_CLIENT:
            return
        module = self._module_before(node)
        if module is not None and isinstance(node.func, cst.Attribute):
            yield node.with_changes(func=node.func.with_changes(value=module))

    def _module_before(self, node: cst.Call) -> cst.Name | None:
        """The name by which the top level imported mlflow last before this call."""
        line, found = self.program.lines(node)[0], None
        for statement in self.program.module.body:
            if self.program.lines(statement)[0] >= line:
                break
            if not isinstance(statement, cst.SimpleStatementLine):
                continue
            for small in statement.body:
                for alias in small.names if isinstance(small, cst.Import) else ():
                    package = alias.evaluated_name.partition(".")[0]
                    if alias.evaluated_name == "mlflow" or (package, alias.asname) == (
                        "mlflow",
                        None,
                    ):
                        found = alias.evaluated_alias or package
        return None if found is None or found.startswith("_") else cst.Name(found)
