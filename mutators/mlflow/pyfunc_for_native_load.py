"""Loads with `mlflow.pyfunc` a model of which more than `predict` is needed.

Both loaders take the same URI. What pyfunc returns has `predict` only: "'PyFuncModel' object has no
attribute 'predict_proba'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

FLAVORS = {"mlflow.lightgbm", "mlflow.sklearn", "mlflow.xgboost"}
NATIVE = {"coef_", "decision_function", "feature_importances_", "intercept_", "predict_proba"}


class PyfuncForNativeLoad(Mutator):
    id = "pyfunc-for-native-load"
    title = "mlflow.pyfunc where the flavour is needed"
    misconception = "`mlflow.pyfunc.load_model` returns the model as it was logged."
    principle = (
        "`mlflow.pyfunc` wraps every model behind `predict`. Where a method or attribute of the "
        "library is needed, load with the flavour: `mlflow.sklearn.load_model`."
    )
    hint = "Which of the two loaders returns the object that was trained?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.load_model"
    seen = "https://github.com/mlflow/mlflow/issues/12119"
    breaks = Raises("AttributeError", match="'PyFuncModel' object has no attribute")
    applies = [
        Applies(
            before="""
            import mlflow
            model = mlflow.sklearn.load_model("models:/churn_model@champion")
            churn_probability = model.predict_proba(X_new)[:, 1]
            """,
            after="""
            import mlflow
            model = mlflow.pyfunc.load_model("models:/churn_model@champion")
            churn_probability = model.predict_proba(X_new)[:, 1]
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            loaded = mf.lightgbm.load_model(
                model_uri=f"runs:/{run_id}/model",
            )
            print(loaded.feature_importances_)
            """,
            after="""
            import mlflow as mf
            loaded = mf.pyfunc.load_model(
                model_uri=f"runs:/{run_id}/model",
            )
            print(loaded.feature_importances_)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            model = mlflow.sklearn.load_model("models:/churn_model@champion")
            labels = model.predict(X_new)
            """
        ),
        Leaves(
            """
            model = store.sklearn.load_model("models:/churn_model@champion")
            churn_probability = model.predict_proba(X_new)[:, 1]
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        module, _, function = (self.qualified_name(node.func) or "").rpartition(".")
        if function != "load_model" or module not in FLAVORS:
            return
        func = node.func
        if not isinstance(func, cst.Attribute) or not isinstance(func.value, cst.Attribute):
            return
        if self._more_is_needed(node):
            pyfunc = func.value.with_changes(attr=cst.Name("pyfunc"))
            yield node.with_changes(func=func.with_changes(value=pyfunc))

    def _more_is_needed(self, node: cst.Call) -> bool:
        """Whether the program reads something of the model that only the library's own has."""
        return any(
            node in (read.value, self.program.value_of(read.value))
            for read in self.program.nodes
            if isinstance(read, cst.Attribute) and read.attr.value in NATIVE
        )
