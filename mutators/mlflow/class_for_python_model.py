"""Logs the class of a custom model in place of an object of it.

MLflow takes whatever can be called for a function of one argument: "When `python_model` is a
callable object, it must accept exactly one argument".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class ClassForPythonModel(Mutator):
    id = "class-for-python-model"
    title = "python_model=Class"
    misconception = "MLflow is given the class of a custom model and makes the object itself."
    principle = (
        "`python_model` takes an object of a subclass of PythonModel: `python_model=Flagger()`. "
        "The object is what is stored, with all that it holds by then."
    )
    hint = "What is to be stored, the recipe for a model or a model?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.log_model"
    breaks = Raises(
        "MlflowException", match=r"`python_model` is a callable object, it must accept exactly one"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input):
                    return model_input["tonne_km"] * 0.12
            mlflow.pyfunc.log_model(name="freight", python_model=Freight())
            """,
            after="""
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def predict(self, context, model_input):
                    return model_input["tonne_km"] * 0.12
            mlflow.pyfunc.log_model(name="freight", python_model=Freight)
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def predict(self, context, df):
                    return df["usage"] * 0.3
            pyfunc.save_model(
                "billing",
                python_model=Billing(),
                input_example=df,
            )
            """,
            after="""
            from mlflow import pyfunc
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def predict(self, context, df):
                    return df["usage"] * 0.3
            pyfunc.save_model(
                "billing",
                python_model=Billing,
                input_example=df,
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.pyfunc.log_model(name="freight", python_model=Freight(rates))
            mlflow.pyfunc.log_model(name="billing", python_model=make_model())
            """
        ),
        Leaves('tracker.log_model(name="freight", python_model=Freight())'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.pyfunc.log_model", "mlflow.pyfunc.save_model"):
            return
        model = argument(node, "python_model")
        if model is None or not isinstance(model.value, cst.Call) or model.value.args:
            return
        made = model.value.func
        if isinstance(made, cst.Name) and self._is_plain_class(made.value):
            yield replace_value(node, model, made)

    def _is_plain_class(self, name: str) -> bool:
        """Whether the program defines a class of this name that is made without arguments."""
        return any(
            isinstance(node, cst.ClassDef)
            and node.name.value == name
            and not any(
                isinstance(each, cst.FunctionDef) and each.name.value in ("__call__", "__init__")
                for each in node.body.body
            )
            for node in self.program.nodes
        )
