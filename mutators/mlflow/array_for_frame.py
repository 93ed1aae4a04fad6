"""Gives a loaded model a NumPy array where its signature names columns.

scikit-learn takes arrays. MLflow looks for the signature's columns and finds 0, 1 and so on: "Model
is missing inputs … Note that there were extra inputs".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class ArrayForFrame(Mutator):
    id = "array-for-frame"
    title = "predict on an array"
    misconception = "A loaded model takes its features as an array, in the order of the training."
    principle = (
        "A model whose signature names columns must get data with these names, such as a pandas "
        "DataFrame or a dict. An array has none."
    )
    hint = "By what does MLflow match the data with the inputs of the signature?"
    docs = "https://mlflow.org/docs/latest/ml/model/signatures/"
    seen = "https://github.com/mlflow/mlflow/issues/12990"
    breaks = Raises("MlflowException", match=r"Model is missing inputs .* extra inputs: \[0")
    applies = [
        Applies(
            before="""
            import mlflow
            features = ["price", "items"]
            model = mlflow.pyfunc.load_model("models:/order_returns@champion")
            orders["returned"] = model.predict(orders[features])
            """,
            after="""
            import mlflow
            features = ["price", "items"]
            model = mlflow.pyfunc.load_model("models:/order_returns@champion")
            orders["returned"] = model.predict(orders[features].to_numpy())
            """,
        ),
        Applies(
            before="""
            import pandas as pd
            from mlflow import pyfunc
            new = pd.DataFrame({"age": [81.0], "stays": [4.0]})
            days = pyfunc.load_model(uri).predict(data=new)
            """,
            after="""
            import pandas as pd
            from mlflow import pyfunc
            new = pd.DataFrame({"age": [81.0], "stays": [4.0]})
            days = pyfunc.load_model(uri).predict(data=new.to_numpy())
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(model, name="model")
            loaded = mlflow.pyfunc.load_model(uri)
            labels = loaded.predict(df[features])
            """
        ),
        Leaves(
            """
            import mlflow
            model = mlflow.pyfunc.load_model(uri)
            labels = model.predict(rows)
            others = estimator.predict(df[features])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.pyfunc.PyFuncModel.predict") or self._without_signature():
            return
        data = argument(node, "data", 0)
        if data is not None and self._is_frame(data.value):
            array = cst.Call(cst.Attribute(data.value, cst.Name("to_numpy")))
            yield replace_value(node, data, array)

    def _is_frame(self, node: cst.BaseExpression) -> bool:
        """Whether this is a pandas DataFrame, or columns taken from one by a list."""
        value = self.program.value_of(node) or node
        if self.is_a(value, "pandas.DataFrame"):
            return True
        index = value.slice[-1].slice if isinstance(value, cst.Subscript) else None
        return isinstance(index, cst.Index) and self.program.elements(index.value) is not None

    def _without_signature(self) -> bool:
        """Whether the program logs a model of which nobody knows the columns."""
        return any(
            name.startswith("mlflow.") and name.endswith(".log_model") and not _describes(call)
            for call in self.program.calls
            if (name := self.qualified_name(call.func) or "")
        )


def _describes(call: cst.Call) -> bool:
    """Whether a call says what the model gets, by a signature or an example."""
    return bool(argument(call, "signature") or argument(call, "input_example"))
