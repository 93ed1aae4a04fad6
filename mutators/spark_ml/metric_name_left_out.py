"""Leaves `metricName` out of an evaluator that should compute another metric than its default.

The evaluator's class seems to say what is measured, and the variable beside it says the rest.
Nothing raises: the default metric is computed, a number of much the same kind.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

DEFAULTS = {
    "pyspark.ml.evaluation.BinaryClassificationEvaluator": "areaUnderROC",
    "pyspark.ml.evaluation.MulticlassClassificationEvaluator": "f1",
    "pyspark.ml.evaluation.RegressionEvaluator": "rmse",
}


class MetricNameLeftOut(Mutator):
    id = "metric-name-left-out"
    title = "The evaluator's default metric"
    misconception = (
        "An evaluator that is told no metric computes the one that is usual for the task, such as "
        "accuracy or R²."
    )
    principle = (
        "Each evaluator has one default: areaUnderROC for binary classification, f1 for several "
        "classes, rmse for regression. Any other metric has to be named in `metricName`."
    )
    hint = "Which metric does this evaluator compute when nobody names one?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.MulticlassClassificationEvaluator.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="r2")
            """,
            after="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as ev
            score = (
                ev.MulticlassClassificationEvaluator(labelCol="kind")
                .setMetricName('logLoss')
                .evaluate(predictions)
            )
            """,
            after="""
            from pyspark.ml import evaluation as ev
            score = (
                ev.MulticlassClassificationEvaluator(labelCol="kind")
                .evaluate(predictions)
            )
            """,
        ),
    ]
    leaves = [
        # That is the default.
        Leaves(
            """
            from pyspark.ml.evaluation import BinaryClassificationEvaluator
            evaluator = BinaryClassificationEvaluator(metricName="areaUnderROC")
            """
        ),
        Leaves(
            """
            from mylib.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(metricName="r2")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        for evaluator, default in DEFAULTS.items():
            if self.calls(node, evaluator):
                metric = argument(node, "metricName")
                if metric and self._is_other(metric.value, default):
                    yield without_argument(node, metric)
            elif self.calls(node, f"{evaluator}.setMetricName"):
                metric = argument(node, "value", 0)
                built = node.func.value if isinstance(node.func, cst.Attribute) else None
                if (
                    metric
                    and isinstance(built, cst.Call)
                    and self.calls(built, evaluator)
                    and self._is_other(metric.value, default)
                ):
                    yield built.with_changes(
                        lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                    )

    def _is_other(self, metric: cst.BaseExpression, default: str) -> bool:
        return isinstance(metric, cst.SimpleString) and metric.evaluated_value != default
