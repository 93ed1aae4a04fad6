"""Casts a column to floats that the model's signature asks for as integers.

Whole numbers as floats look harmless. MLflow converts only where nothing can be lost: "Can not
safely convert float64 to int64".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text


class FloatForIntegerInput(Mutator):
    id = "float-for-integer-input"
    title = "Floats for an integer input"
    misconception = "Any numeric type will do for a number that a model takes."
    principle = (
        "The types of the signature are enforced. An integer becomes a double where one is "
        "asked for; a float is never made an integer, not even a whole one. Columns with gaps "
        'are floats in pandas: fill them and cast them with `astype("int64")`.'
    )
    hint = (
        "In which direction can MLflow convert between integers and floats without losing anything?"
    )
    docs = "https://mlflow.org/docs/latest/ml/model/signatures/"
    seen = "https://github.com/mlflow/mlflow/pull/3798"
    breaks = Raises("MlflowException", match="Can not safely convert float64 to int64")
    applies = [
        Applies(
            before="""
            import mlflow
            model = mlflow.pyfunc.load_model(uri)
            df["visits"] = df["visits"].fillna(0).astype("int64")
            labels = model.predict(df[["age", "visits"]])
            """,
            after="""
            import mlflow
            model = mlflow.pyfunc.load_model(uri)
            df["visits"] = df["visits"].fillna(0).astype("float64")
            labels = model.predict(df[["age", "visits"]])
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            items = orders.get("items").fillna(value=1).astype(int)
            orders["returned"] = pyfunc.load_model(uri).predict(orders.assign(items=items))
            """,
            after="""
            from mlflow import pyfunc
            items = orders.get("items").fillna(value=1).astype(float)
            orders["returned"] = pyfunc.load_model(uri).predict(orders.assign(items=items))
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            df["visits"] = df["visits"].fillna(0).astype("int64")
            labels = estimator.predict(df[["age", "visits"]])
            """
        ),
        Leaves(
            """
            import mlflow
            model = mlflow.pyfunc.load_model(uri)
            df["weight"] = df["weight"].fillna(0).astype("float32")
            labels = model.predict(df)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "astype":
            return
        filled, kind = node.func.value, argument(node, "dtype", 0)
        if (
            not isinstance(filled, cst.Call)
            or not isinstance(filled.func, cst.Attribute)
            or filled.func.attr.value != "fillna"
            or kind is None
            or not self._is_scored()
        ):
            return
        if isinstance(kind.value, cst.Name) and kind.value.value == "int":
            yield replace_value(node, kind, cst.Name("float"))
        elif isinstance(kind.value, cst.SimpleString) and kind.value.raw_value in ("int", "int64"):
            text = kind.value.raw_value.replace("int", "float")
            yield replace_value(node, kind, with_text(kind.value, text))

    def _is_scored(self) -> bool:
        """Whether a loaded model gets data in this program."""
        return any(
            self.calls(call, "mlflow.pyfunc.PyFuncModel.predict") for call in self.program.calls
        )
