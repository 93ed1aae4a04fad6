"""Gives a loaded model fewer columns than its signature asks for.

Nothing is filled in. MLflow compares the columns with the signature before the model sees them:
"Model is missing inputs".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class InputColumnLeftOut(Mutator):
    id = "input-column-left-out"
    title = "A column of the signature left out"
    misconception = "A column that a model does not find is treated as missing values."
    principle = (
        "A model with a signature gets its columns by name, and each one that is required must "
        "be there. Further columns and another order do no harm."
    )
    hint = "What does MLflow hold the columns against before it calls the model?"
    docs = "https://mlflow.org/docs/latest/ml/model/signatures/"
    seen = "https://github.com/mlflow/mlflow/pull/2920"
    breaks = Raises("MlflowException", match="Model is missing inputs")
    applies = [
        Applies(
            before="""
            import mlflow
            model = mlflow.pyfunc.load_model("models:/readmission@champion")
            labels = model.predict(patients[["age", "visits", "pressure"]])
            """,
            after="""
            import mlflow
            model = mlflow.pyfunc.load_model("models:/readmission@champion")
            labels = model.predict(patients[["age", "visits"]])
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            orders["returned"] = pyfunc.load_model(uri).predict(
                data=orders.loc[
                    :, ['price', 'items']
                ]
            )
            """,
            after="""
            from mlflow import pyfunc
            orders["returned"] = pyfunc.load_model(uri).predict(
                data=orders.loc[
                    :, ['price']
                ]
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            model = mlflow.pyfunc.load_model(uri)
            labels = model.predict(patients)
            days = other.predict(patients[["age", "visits"]])
            """
        ),
        Leaves(
            """
            import mlflow
            model = mlflow.pyfunc.load_model(uri)
            labels = model.predict(patients[["age"]])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.pyfunc.PyFuncModel.predict"):
            return
        data = argument(node, "data", 0)
        if data is None or not isinstance(data.value, cst.Subscript):
            return
        index = data.value.slice[-1].slice
        columns = index.value if isinstance(index, cst.Index) else None
        if not isinstance(columns, cst.List) or len(columns.elements) < 2:
            return
        if all(isinstance(each.value, cst.SimpleString) for each in columns.elements):
            *kept, last = columns.elements[:-1]
            fewer = columns.with_changes(
                elements=[*kept, last.with_changes(comma=cst.MaybeSentinel.DEFAULT)]
            )
            yield replace_value(node, data, data.value.with_deep_changes(index, value=fewer))
