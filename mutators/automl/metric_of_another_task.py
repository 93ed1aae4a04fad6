"""Ranks AutoML's models by a metric of another task.

Labels have no R², and numbers no F1: AutoML refuses the metric.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

OTHERS = {
    "databricks.automl.classify": "r2",
    "databricks.automl.forecast": "f1",
    "databricks.automl.regress": "accuracy",
}
"""Each function, to a metric that it does not know."""


class MetricOfAnotherTask(Mutator):
    id = "metric-of-another-task"
    title = "primary_metric of another task"
    misconception = "Every metric can rank every kind of model."
    principle = (
        "Each task has its metrics: F1, precision, accuracy, log loss and ROC AUC for "
        "`classify`; R² and errors for `regress`; errors such as SMAPE for `forecast`."
    )
    hint = "Can this metric be computed for what the model predicts?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("ValueError", match="primary_metric .* is not supported")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", primary_metric="roc_auc")
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", primary_metric="r2")
            """,
        ),
        Applies(
            before="""
            import databricks.automl
            summary = databricks.automl.regress(
                dataset=df,
                primary_metric='rmse',
                target_col="price",
            )
            """,
            after="""
            import databricks.automl
            summary = databricks.automl.regress(
                dataset=df,
                primary_metric='accuracy',
                target_col="price",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.classify(df, target_col="churn")
            automl.regress(df, target_col="price", primary_metric=metric)
            """
        ),
        Leaves('search.classify(df, primary_metric="roc_auc")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        other = OTHERS.get(self.qualified_name(node.func) or "")
        metric = argument(node, "primary_metric")
        if other is not None and metric is not None and isinstance(metric.value, cst.SimpleString):
            yield replace_value(node, metric, with_text(metric.value, other))
