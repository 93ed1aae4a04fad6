"""Logs a model without `registered_model_name` and loads it from the registry.

The model is in its run, and in no registry: "Registered Model with name=… not found".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class RegistrationLeftOut(Mutator):
    id = "registration-left-out"
    title = "A logged model that was never registered"
    misconception = "A model that is logged can be loaded from the registry under its name."
    principle = (
        "`log_model` stores a model with its run. It gets into the registry, as a version, only "
        "by `registered_model_name=` or `mlflow.register_model`."
    )
    hint = "Which step puts a model into the registry?"
    docs = "https://mlflow.org/docs/latest/ml/model-registry/workflow/"
    breaks = Raises("MlflowException", match=r"Registered Model with name=.+ not found")
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run():
                mlflow.sklearn.log_model(model, name="m", registered_model_name="churn")
            loaded = mlflow.pyfunc.load_model("models:/churn/1")
            """,
            after="""
            import mlflow
            with mlflow.start_run():
                mlflow.sklearn.log_model(model, name="m")
            loaded = mlflow.pyfunc.load_model("models:/churn/1")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.pyfunc.log_model(
                name="billing",
                python_model=Billing(),
                registered_model_name="yearly_bill",
            )
            mf.MlflowClient().set_registered_model_alias("yearly_bill", "champion", 1)
            """,
            after="""
            import mlflow as mf
            mf.pyfunc.log_model(
                name="billing",
                python_model=Billing(),
            )
            mf.MlflowClient().set_registered_model_alias("yearly_bill", "champion", 1)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(model, name="m", registered_model_name="churn")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(model, name="m", registered_model_name="churn")
            mlflow.register_model(uri, "churn")
            loaded = mlflow.pyfunc.load_model("models:/churn/1")
            """
        ),
        Leaves(
            """
            import mlflow
            info = mlflow.sklearn.log_model(model, name="m", registered_model_name="churn")
            mlflow.MlflowClient().get_model_version("churn", info.registered_model_version)
            """
        ),
        Leaves(
            """
            tracker.log_model(model, registered_model_name="churn")
            tracker.load_model("models:/churn/1")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not re.fullmatch(r"mlflow\.\w+\.log_model", self.qualified_name(node.func) or ""):
            return
        name = argument(node, "registered_model_name")
        if (
            name is not None
            and isinstance(name.value, cst.SimpleString)
            and not self._is_registered_otherwise(node)
            and self._is_asked_for(node, name.value.raw_value)
        ):
            yield without_argument(node, name)

    def _is_registered_otherwise(self, node: cst.Call) -> bool:
        """Whether the name could exist all the same, or a missing version is noticed first."""
        if "registered_model_version" in self.program.source:
            return True
        for call in self.program.calls:
            function = (self.qualified_name(call.func) or "").rpartition(".")[2]
            if call is not node and (
                function in ("create_registered_model", "register_model")
                or argument(call, "registered_model_name") is not None
            ):
                return True
        return False

    def _is_asked_for(self, node: cst.Call, name: str) -> bool:
        """Whether the next that the registry hears of is this name, and not a missing version."""
        line = self.program.lines(node)[1]
        for call in sorted(self.program.calls, key=lambda each: self.program.lines(each)[0]):
            function = self.qualified_name(call.func) or ""
            if self.program.lines(call)[0] <= line or not call.args:
                continue
            first = call.args[0].value
            if function.endswith(".load_model"):
                text = self.program.module.code_for_node(self.program.value_of(first) or first)
                if re.match(rf"""f?['"]models:/{re.escape(name)}[/@]""", text):
                    return True
            elif function.startswith("mlflow.MlflowClient.") and "model" in function:
                return isinstance(first, cst.SimpleString) and first.raw_value == name
        return False
