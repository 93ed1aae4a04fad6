"""Defines `predict` of a custom model with the input before the context.

MLflow passes both by position, the context first. The method then takes columns from the context:
"'PythonModelContext' object is not subscriptable".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class PredictParametersSwapped(Mutator):
    id = "predict-parameters-swapped"
    title = "predict(self, model_input, context)"
    misconception = "MLflow passes the input to `predict` first and the context after it."
    principle = (
        "The method is `predict(self, context, model_input, params=None)`, and is called by "
        "position. Recent releases let you leave `context` out, but not move it."
    )
    hint = "In which order does MLflow hand its two objects to `predict`?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.PythonModel.predict"
    breaks = Raises("TypeError", match="'PythonModelContext' object is not subscriptable")
    applies = [
        Applies(
            before="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input):
                    return model_input["tonne_km"] * 0.12
            """,
            after="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def predict(self, model_input, context):
                    return model_input["tonne_km"] * 0.12
            """,
        ),
        Applies(
            before="""
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def predict(self, context, df, params=None):
                    usage = self.usage.predict(df[["area", "people"]])
                    return usage * 0.3
            """,
            after="""
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def predict(self, df, context, params=None):
                    usage = self.usage.predict(df[["area", "people"]])
                    return usage * 0.3
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            class Double(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input):
                    return self.model.predict(model_input)
            """
        ),
        Leaves(
            """
            class Freight(Base):
                def predict(self, context, model_input):
                    return model_input["tonne_km"]
            """
        ),
    ]

    def mutate_FunctionDef(self, node: cst.FunctionDef) -> Iterator[cst.FunctionDef]:
        params = list(node.params.params)
        if node.name.value != "predict" or len(params) < 3 or not self._is_python_model(node):
            return
        context, rows = params[1:3]
        if context.name.value != "context" or context.annotation or rows.annotation:
            return
        if self._is_subscripted(node, rows.name.value):
            params[1] = context.with_changes(name=rows.name)
            params[2] = rows.with_changes(name=context.name)
            yield node.with_changes(params=node.params.with_changes(params=params))

    def _is_subscripted(self, node: cst.FunctionDef, name: str) -> bool:
        """Whether the method takes columns from this parameter."""
        return any(
            isinstance(each, cst.Subscript)
            and isinstance(each.value, cst.Name)
            and each.value.value == name
            and node in self.program.ancestors(each)
            for each in self.program.nodes
        )

    def _is_python_model(self, node: cst.CSTNode) -> bool:
        """Whether the class around a method is a custom model of MLflow."""
        around = next(
            (up for up in self.program.ancestors(node) if isinstance(up, cst.ClassDef)), None
        )
        return around is not None and any(
            (self.qualified_name(base.value) or "").endswith("pyfunc.PythonModel")
            for base in around.bases
        )
