"""Makes a client for Unity Catalog instead of making Unity Catalog the registry.

The client is never used. What registers the model asks for the registry of the whole program, which
is still the other one, and that takes a name with dots as well. Nothing is raised.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method


class ClientForSetRegistryUri(Mutator):
    id = "client-for-set-registry-uri"
    title = "A client for Unity Catalog that nobody uses"
    misconception = "A client with a `registry_uri` sets the registry for all that comes after it."
    principle = (
        "A `registry_uri` of a client holds for the calls of that client. `set_registry_uri` "
        "chooses for the program, `register_model` and `log_model` included. With MLflow 3 on "
        "Databricks that is Unity Catalog already; elsewhere, and before, it must be said."
    )
    hint = "Which of the later calls knows of this client?"
    docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
    breaks = FailsCheck(match="Unity Catalog")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.register_model(model_uri, "ml.shop.churn")
            """,
            after="""
            import mlflow
            mlflow.MlflowClient(registry_uri="databricks-uc")
            mlflow.register_model(model_uri, "ml.shop.churn")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.set_registry_uri(uri='databricks-uc')
            with mf.start_run():
                mf.sklearn.log_model(
                    model,
                    name="model",
                    registered_model_name="ml.shop.churn",
                )
            """,
            after="""
            import mlflow as mf
            mf.MlflowClient(registry_uri='databricks-uc')
            with mf.start_run():
                mf.sklearn.log_model(
                    model,
                    name="model",
                    registered_model_name="ml.shop.churn",
                )
            """,
        ),
    ]
    leaves = [
        # Nothing is registered: what is asked for would not be found, whatever the reason.
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            model = mlflow.pyfunc.load_model("models:/ml.shop.churn@champion")
            """
        ),
        # What was registered before lies in Unity Catalog or does not, whatever comes now.
        Leaves(
            """
            import mlflow
            mlflow.register_model(model_uri, "ml.shop.churn")
            mlflow.set_registry_uri("databricks-uc")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("sqlite:///models.db")
            mlflow.register_model(model_uri, "churn")
            """
        ),
        Leaves(
            """
            registry.set_registry_uri("databricks-uc")
            registry.register_model(model_uri, "ml.shop.churn")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        uri = argument(node, "uri", 0) if self.calls(node, "mlflow.set_registry_uri") else None
        client = rename_method(node, "MlflowClient")
        if (
            uri is None
            or client is None
            or not isinstance(uri.value, cst.SimpleString)
            or uri.value.raw_value != "databricks-uc"
            or not self._registers_later(node)
        ):
            return
        named = cst.Arg(
            uri.value,
            keyword=cst.Name("registry_uri"),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        yield client.with_changes(args=[named])

    def _registers_later(self, node: cst.Call) -> bool:
        """Whether the program registers a model afterwards."""
        _, last = self.program.lines(node)
        return any(
            self._registers(call) and self.program.lines(call)[0] > last
            for call in self.program.calls
        )

    def _registers(self, call: cst.Call) -> bool:
        """Whether a call registers a model in the registry of the program."""
        name = self.qualified_name(call.func) or ""
        return name == "mlflow.register_model" or (
            name.startswith("mlflow.")
            and name.endswith(".log_model")
            and argument(call, "registered_model_name") is not None
        )
