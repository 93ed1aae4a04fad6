"""Asks an evaluator for a metric that only another evaluator computes.

Accuracy is a metric of two classes too, which makes people look for it in the binary evaluator.
Any string is taken when the evaluator is made; using it raises an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

EVALUATION = "pyspark.ml.evaluation."
FOREIGN = {
    f"{EVALUATION}BinaryClassificationEvaluator": "accuracy",
    f"{EVALUATION}MulticlassClassificationEvaluator": "areaUnderROC",
}
"""Evaluator, to the metric of the other one that people look for in it."""


class MetricOfAnotherEvaluator(Mutator):
    id = "metric-of-another-evaluator"
    title = "A metric of another evaluator"
    misconception = "Every classification evaluator computes every classification metric."
    principle = (
        "BinaryClassificationEvaluator ranks raw scores and knows `areaUnderROC` and "
        "`areaUnderPR` only; accuracy, F1 and the like come from "
        "MulticlassClassificationEvaluator, for two classes as well."
    )
    hint = "Does the metric need predicted classes or scores to rank, and which evaluator has it?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.MulticlassClassificationEvaluator.html"
    breaks = Raises(
        "IllegalArgumentException",
        match=r"metricName given invalid value (accuracy|areaUnderROC)\b",
    )
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator
            evaluator = BinaryClassificationEvaluator(
                labelCol="churned", metricName="areaUnderPR"
            )
            """,
            after="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator
            evaluator = BinaryClassificationEvaluator(
                labelCol="churned", metricName="accuracy"
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.evaluation as ev
            evaluator = ev.MulticlassClassificationEvaluator().setMetricName('f1')
            """,
            after="""
            import pyspark.ml.evaluation as ev
            evaluator = ev.MulticlassClassificationEvaluator().setMetricName('areaUnderROC')
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(metricName="rmse")
            """
        ),
        Leaves("evaluator = BinaryClassificationEvaluator(metricName='areaUnderROC')"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        for evaluator, foreign in FOREIGN.items():
            if self.calls(node, evaluator):
                metric = argument(node, "metricName")
            elif self.calls(node, f"{evaluator}.setMetricName"):
                metric = argument(node, "value", 0)
            else:
                continue
            if metric and isinstance(metric.value, cst.SimpleString):
                yield replace_value(node, metric, with_text(metric.value, foreign))
