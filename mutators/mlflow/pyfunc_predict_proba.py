"""Calls `predict_proba` on a model that was loaded with `mlflow.pyfunc`.

The model that was logged had the method. What pyfunc returns is a wrapper with the same few methods
for every kind of model: "'PyFuncModel' object has no attribute 'predict_proba'".
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class PyfuncPredictProba(Mutator):
    id = "pyfunc-predict-proba"
    title = "predict_proba on a pyfunc model"
    misconception = "A model that `mlflow.pyfunc` loads has all the methods of the logged one."
    principle = (
        "`mlflow.pyfunc.load_model` wraps every model in a PyFuncModel, which offers `predict` and "
        "none of the model's other methods. The native object comes from its flavor, as in "
        "`mlflow.sklearn.load_model`."
    )
    hint = "Which methods can a wrapper offer that is the same for every machine learning library?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.PyFuncModel"
    breaks = Raises("AttributeError", match="'PyFuncModel' object has no attribute 'predict_proba'")
    applies = [
        Applies(
            before="""
            import mlflow
            champion = mlflow.pyfunc.load_model("models:/churn_model@champion")
            predictions = champion.predict(X_new)
            """,
            after="""
            import mlflow
            champion = mlflow.pyfunc.load_model("models:/churn_model@champion")
            predictions = champion.predict_proba(X_new)
            """,
        ),
        Applies(
            before="""
            from mlflow import pyfunc
            df["churn"] = pyfunc.load_model(model_uri=uri).predict(
                df[["tenure", "calls"]]
            )
            """,
            after="""
            from mlflow import pyfunc
            df["churn"] = pyfunc.load_model(model_uri=uri).predict_proba(
                df[["tenure", "calls"]]
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            model = mlflow.sklearn.load_model("models:/churn_model@champion")
            predictions = model.predict(X_new)
            """
        ),
        Leaves(
            """
            import mlflow
            from sklearn.linear_model import LinearRegression
            model = mlflow.pyfunc.load_model("models:/price_model@champion")
            prices = model.predict(X_new)
            """
        ),
        Leaves("predictions = champion.predict(X_new)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        # Nobody asks a regression for probabilities.
        if self.calls(node, "mlflow.pyfunc.PyFuncModel.predict") and not re.search(
            r"Regressor|LinearRegression", self.program.source
        ):
            call = rename_method(node, "predict_proba")
            if call is not None:
                yield call
