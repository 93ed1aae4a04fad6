"""Imports a scikit-learn metric from `mlflow.metrics`.

The metrics are logged to MLflow, and the module has some under the same names. They are made
for `mlflow.models.evaluate`: "r2_score() takes 0 positional arguments but 2 were given". Others
have another name there: "cannot import name 'mean_absolute_error' from 'mlflow.metrics'".
"""

from collections.abc import Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from trainer.mutation import Applies, Leaves, Mutator, Raises

_METRICS = {
    "accuracy_score",
    "f1_score",
    "log_loss",
    "mean_absolute_error",
    "mean_squared_error",
    "r2_score",
    "roc_auc_score",
    "root_mean_squared_error",
}


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
    breaks = Raises(
        "Exception",
        match=r"from 'mlflow\.metrics'|takes 0 positional arguments but \d (were|was) given",
    )
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
        if node.module is None or node.relative or isinstance(node.names, cst.ImportStar):
            return
        if get_full_name_for_node(node.module) == "sklearn.metrics" and all(
            each.evaluated_name in _METRICS for each in node.names
        ):
            yield node.with_changes(module=cst.Attribute(cst.Name("mlflow"), cst.Name("metrics")))
