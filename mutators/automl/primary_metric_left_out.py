"""Lets AutoML rank its models by its default metric, where another was asked for.

Nothing is raised: `best_trial` is the best by F1, R² or SMAPE.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

SAME_ORDER = {
    "databricks.automl.classify": ("f1",),
    "databricks.automl.forecast": ("smape",),
    "databricks.automl.regress": ("r2", "rmse", "mse"),
}
"""Each function, to the metrics that rank models as its default does."""


class PrimaryMetricLeftOut(Mutator):
    id = "primary-metric-left-out"
    title = "AutoML without primary_metric"
    misconception = "`best_trial` is the best model by any metric."
    principle = (
        "AutoML ranks by one metric. It is F1 for `classify`, R² for `regress` and SMAPE for "
        "`forecast`, unless `primary_metric` names another."
    )
    hint = "The best by which metric?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", primary_metric="roc_auc")
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress
            summary = regress(
                dataset=df,
                primary_metric='mae',
                target_col="price",
            )
            """,
            after="""
            from databricks.automl import regress
            summary = regress(
                dataset=df,
                target_col="price",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.classify(df, target_col="churn", primary_metric="f1")
            automl.regress(df, target_col="price", primary_metric="rmse")
            """
        ),
        Leaves('search.classify(df, primary_metric="roc_auc")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        same = SAME_ORDER.get(self.qualified_name(node.func) or "")
        metric = argument(node, "primary_metric")
        if (
            same is not None
            and metric is not None
            and isinstance(metric.value, cst.SimpleString)
            and metric.value.raw_value not in same
        ):
            yield without_argument(node, metric)
