"""Asks AutoML for a metric by the name that Spark's evaluators give it.

AutoML has names of its own and refuses others.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

SPARK_NAMES = {"log_loss": "logLoss", "precision": "weightedPrecision", "roc_auc": "areaUnderROC"}
"""Metrics of classification that Spark's evaluators call by another name."""


class SparkMetricForAutoml(Mutator):
    id = "spark-metric-for-automl"
    title = "A Spark metric as primary_metric"
    misconception = "AutoML's metrics are called as in the evaluators of Spark ML."
    principle = (
        "AutoML's names are written as in scikit-learn: `roc_auc`, `log_loss`, `precision`. "
        "`areaUnderROC` and its like belong to Spark's evaluators."
    )
    hint = "After which library are AutoML's metrics named?"
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
            summary = automl.classify(df, target_col="churn", primary_metric="areaUnderROC")
            """,
        ),
        Applies(
            before="""
            from databricks.automl import classify
            summary = classify(
                dataset=df,
                primary_metric='log_loss',
                target_col=target,
            )
            """,
            after="""
            from databricks.automl import classify
            summary = classify(
                dataset=df,
                primary_metric='logLoss',
                target_col=target,
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
        if not self.calls(node, "databricks.automl.classify"):
            return
        metric = argument(node, "primary_metric")
        if metric is not None and isinstance(metric.value, cst.SimpleString):
            name = SPARK_NAMES.get(str(metric.value.evaluated_value))
            if name is not None:
                yield replace_value(node, metric, with_text(metric.value, name))
