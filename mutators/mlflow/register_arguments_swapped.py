"""Calls `register_model` with the name first and the model's URI second.

Both are strings, so only the registry notices: it takes the URI for the new name and refuses it,
because a name cannot contain '/' or ':'.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class RegisterArgumentsSwapped(Mutator):
    id = "register-arguments-swapped"
    title = "register_model with the name first"
    misconception = "`register_model` takes the name of the new model first, then where it lies."
    principle = (
        "`mlflow.register_model(model_uri, name)` begins with the URI of the logged model; the "
        "name under which it is registered comes second."
    )
    hint = "Does the call begin with where the model is now, or with what it will be called?"
    docs = (
        "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.register_model"
    )
    breaks = Raises("MlflowException", match=r"Invalid model name '(runs|models):/")
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run() as run:
                info = mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model(info.model_uri, "churn")
            """,
            after="""
            import mlflow
            with mlflow.start_run() as run:
                info = mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model("churn", info.model_uri)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            result = mf.register_model(
                model_uri=f"runs:/{run_id}/model", name="customer_churn_model"
            )
            """,
            after="""
            import mlflow as mf
            result = mf.register_model(
                "customer_churn_model", f"runs:/{run_id}/model"
            )
            """,
        ),
        Applies(
            before="""
            from mlflow import register_model
            uri = "models:/m-0123456789abcdef"
            register_model(name=name, model_uri=uri, tags={"team": "sales"})
            """,
            after="""
            from mlflow import register_model
            uri = "models:/m-0123456789abcdef"
            register_model(name, uri, tags={"team": "sales"})
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.register_model(model_uri=find_uri(), name="churn")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.set_registry_uri("databricks-uc")
            mlflow.register_model(f"runs:/{run_id}/model", "main.sales.churn")
            """
        ),
        Leaves("""registry.register_model("runs:/0123/model", "churn")"""),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        # Unity Catalog has rules of its own for names, and words of its own.
        if not self.calls(node, "mlflow.register_model") or "databricks-uc" in self.program.source:
            return
        uri, name = argument(node, "model_uri", 0), argument(node, "name", 1)
        if uri is None or name is None or not self._is_uri(uri.value):
            return
        first, second, *rest = node.args
        if {id(first), id(second)} != {id(uri), id(name)}:
            return
        none = cst.MaybeSentinel.DEFAULT
        yield node.with_changes(
            args=[
                first.with_changes(keyword=None, equal=none, value=name.value),
                second.with_changes(keyword=None, equal=none, value=uri.value),
                *rest,
            ]
        )

    def _is_uri(self, node: cst.BaseExpression) -> bool:
        """Whether the code says that this is a URI, which is no name of a model."""
        node = self.program.value_of(node) or node
        if isinstance(node, cst.SimpleString):
            return node.raw_value.startswith(("runs:/", "models:/"))
        if isinstance(node, cst.FormattedString):
            text = node.parts[0] if node.parts else None
            return isinstance(text, cst.FormattedStringText) and text.value.startswith(
                ("runs:/", "models:/")
            )
        return self.qualified_name(node) == "mlflow.models.model.ModelInfo.model_uri"
