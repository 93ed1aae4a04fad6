"""Asks an evaluator for the mean squared error where its root is meant.

The two names differ by a letter, and they rank models alike. Nothing raises: the number is in the
square of the label's unit.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import (
    Applies,
    FailsCheck,
    Leaves,
    Mutator,
    argument,
    replace_value,
    with_text,
)

EVALUATOR = "pyspark.ml.evaluation.RegressionEvaluator"


class MseForRmse(Mutator):
    id = "mse-for-rmse"
    title = "The squared error without its root"
    misconception = '"mse" is the short name of the error that is given in the label\'s unit.'
    principle = (
        'RegressionEvaluator knows "mse", the mean of the squared errors, and "rmse", its root. '
        "Only the root is in the unit of the label."
    )
    hint = "In which unit is the number that comes out?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.RegressionEvaluator.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="rmse")
            """,
            after="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="mse")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as ev
            rmse = ev.RegressionEvaluator(labelCol="y").setMetricName('rmse').evaluate(predictions)
            """,
            after="""
            from pyspark.ml import evaluation as ev
            rmse = ev.RegressionEvaluator(labelCol="y").setMetricName('mse').evaluate(predictions)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="mae")
            """
        ),
        Leaves(
            """
            from mylib.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(metricName="rmse")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, EVALUATOR):
            metric = argument(node, "metricName")
        elif self.calls(node, f"{EVALUATOR}.setMetricName"):
            metric = argument(node, "value", 0)
        else:
            return
        if (
            metric
            and isinstance(metric.value, cst.SimpleString)
            and metric.value.evaluated_value == "rmse"
        ):
            yield replace_value(node, metric, with_text(metric.value, "mse"))
