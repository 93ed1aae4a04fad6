"""Imports a scikit-learn metric from `mlflow.metrics`.

The metrics are logged to MLflow, and its module has some that are named alike. They are made for
`mlflow.models.evaluate`, and most have another name: "cannot import name 'mean_absolute_error' from
'mlflow.metrics'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

ABSENT = {
    "accuracy_score",
    "log_loss",
    "mean_absolute_error",
    "mean_squared_error",
    "roc_auc_score",
    "root_mean_squared_error",
}
"""Metrics that `mlflow.metrics` has not, at least under this name."""

IN_BOTH = {"f1_score", "max_error", "precision_score", "r2_score", "recall_score"}


class MetricFromMlflowMetrics(Mutator):
    id = "metric-from-mlflow-metrics"
    title = "A metric from mlflow.metrics"
    misconception = (
        "`mlflow.metrics` has the functions that compute a metric from labels and predictions."
    )
    principle = (
        "Functions such as `mean_absolute_error(y_true, y_pred)` are in `sklearn.metrics`. "
        "Those of `mlflow.metrics` have names like `mae`, take no labels, and return a "
        "metric to be given to `mlflow.models.evaluate`."
    )
    hint = "Who computes a metric here, and who only stores it?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.metrics.html"
    breaks = Raises("ImportError", match=r"cannot import name '\w+' from 'mlflow\.metrics'")
    applies = [
        Applies(
            before="""
            from sklearn.metrics import mean_absolute_error
            mae = mean_absolute_error(y, predicted)
            """,
            after="""
            from mlflow.metrics import mean_absolute_error
            mae = mean_absolute_error(y, predicted)
            """,
        ),
        Applies(
            before="""
            from sklearn.metrics import (
                f1_score as f1,
                roc_auc_score,
            )
            score = f1(y, predicted)
            """,
            after="""
            from mlflow.metrics import (
                f1_score as f1,
                roc_auc_score,
            )
            score = f1(y, predicted)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.metrics import f1_score, r2_score
            """
        ),
        Leaves(
            """
            from sklearn.metrics import confusion_matrix
            """
        ),
        Leaves(
            """
            from torchmetrics.functional import r2_score
            """
        ),
        Leaves(
            """
            from mlflow.metrics import mae
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        if module == "sklearn.metrics" and set(names) & ABSENT and set(names) <= ABSENT | IN_BOTH:
            yield with_module(node, "mlflow.metrics")
