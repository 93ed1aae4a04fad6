"""Imports a scikit-learn estimator from a module named after the task.

Spark ML has `classification` and `regression`. scikit-learn has modules by family:
"No module named 'sklearn.regression'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

FAMILIES = {
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.neighbors",
    "sklearn.tree",
}


def _task(name: str) -> str | None:
    if name.endswith("Classifier") or name == "LogisticRegression":
        return "classification"
    if name.endswith(("Regressor", "Regression")) or name in ("ElasticNet", "Lasso", "Ridge"):
        return "regression"
    return None


class SklearnModuleByTask(Mutator):
    id = "sklearn-module-by-task"
    title = "A scikit-learn module named after the task"
    misconception = (
        "scikit-learn has one module for classification and one for regression, as Spark ML has."
    )
    principle = (
        "scikit-learn puts estimators together by family, whatever their task: "
        "`sklearn.linear_model`, `sklearn.tree`, `sklearn.ensemble`, `sklearn.neighbors`. "
        "Modules named `classification` and `regression` are those of `pyspark.ml`."
    )
    hint = "Which library divides its estimators by task, and which by family?"
    docs = "https://scikit-learn.org/stable/api/index.html"
    breaks = Raises(
        "ModuleNotFoundError", match=r"No module named 'sklearn\.(classification|regression)'"
    )
    applies = [
        Applies(
            before="""
            from sklearn.linear_model import LinearRegression
            model = LinearRegression().fit(X, y)
            """,
            after="""
            from sklearn.regression import LinearRegression
            model = LinearRegression().fit(X, y)
            """,
        ),
        Applies(
            before="""
            from sklearn.ensemble import (
                RandomForestClassifier as Forest,
            )
            model = Forest().fit(X, y)
            """,
            after="""
            from sklearn.classification import (
                RandomForestClassifier as Forest,
            )
            model = Forest().fit(X, y)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.preprocessing import StandardScaler
            """
        ),
        Leaves(
            """
            from pyspark.ml.regression import LinearRegression
            """
        ),
        Leaves(
            """
            from cuml.linear_model import LinearRegression
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        tasks = {_task(name) for name in names}
        if module in FAMILIES and len(tasks) == 1 and (task := tasks.pop()):
            yield with_module(node, f"sklearn.{task}")
