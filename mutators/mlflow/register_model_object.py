"""Hands the model itself to `register_model`, in place of the URI of the logged model.

The function is called after the model, after all. It parses what it gets as a URI, though, and
ends deep in urllib: the model "has no attribute 'decode'".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class RegisterModelObject(Mutator):
    id = "register-model-object"
    title = "register_model of a model in memory"
    misconception = "`register_model` takes a fitted model and stores it in the registry."
    principle = (
        "`register_model` makes a version of a model that was logged before, and takes its URI: "
        "`runs:/<run_id>/<name>` or the `model_uri` that `log_model` returned."
    )
    hint = "Where does the registry find the files of the model that becomes a new version?"
    docs = (
        "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.register_model"
    )
    breaks = Raises("AttributeError", match="object has no attribute 'decode'")
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model(f"runs:/{run.info.run_id}/model", "churn")
            """,
            after="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model(model, "churn")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            info = mf.spark.log_model(spark_model=pipeline_model, artifact_path="model")
            result = mf.register_model(
                model_uri=info.model_uri,
                name="main.sales.churn",
            )
            """,
            after="""
            import mlflow as mf
            info = mf.spark.log_model(spark_model=pipeline_model, artifact_path="model")
            result = mf.register_model(
                model_uri=pipeline_model,
                name="main.sales.churn",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.register_model(f"runs:/{run_id}/model", "churn")
            """
        ),
        Leaves(
            """
            import mlflow
            def train():
                mlflow.sklearn.log_model(model, name="model")
            mlflow.register_model(f"runs:/{run_id}/model", "churn")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(model, name="model")
            registry.register_model("runs:/0123/model", "churn")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.register_model"):
            return
        uri = argument(node, "model_uri", 0)
        model = self._logged_before(node)
        if uri is not None and model is not None and not uri.value.deep_equals(model):
            yield replace_value(node, uri, model)

    def _logged_before(self, node: cst.Call) -> cst.Name | None:
        """The name of the model that was last logged before this call, in the same function."""
        line, function = self.program.lines(node)[0], self._function(node)
        found: cst.Name | None = None
        for call in self.program.calls:
            if not call.args:
                continue
            name = self.qualified_name(call.func) or ""
            logs = re.fullmatch(r"mlflow\.(?!pyfunc\.)\w+\.log_model", name)
            if logs and self.program.lines(call)[0] < line and self._function(call) is function:
                model = call.args[0].value
                found = model if isinstance(model, cst.Name) else None
        if found is None or found.value.startswith("_") or self.is_a(found, "builtins.str"):
            return None
        return found

    def _function(self, node: cst.CSTNode) -> cst.CSTNode | None:
        around = self.program.ancestors(node)
        return next((each for each in around if isinstance(each, cst.FunctionDef)), None)
