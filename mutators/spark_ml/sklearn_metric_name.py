"""Gives an evaluator the name that scikit-learn has for its metric.

`roc_auc` and `neg_root_mean_squared_error` are scorers of scikit-learn. An evaluator takes any
string when it is made, and raises an IllegalArgumentException when it is used.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

EVALUATION = "pyspark.ml.evaluation."
SCORERS = {
    f"{EVALUATION}BinaryClassificationEvaluator": {
        "areaUnderROC": "roc_auc",
        "areaUnderPR": "average_precision",
    },
    f"{EVALUATION}MulticlassClassificationEvaluator": {
        "f1": "f1_weighted",
        "weightedPrecision": "precision_weighted",
        "weightedRecall": "recall_weighted",
        "logLoss": "neg_log_loss",
    },
    f"{EVALUATION}RegressionEvaluator": {
        "rmse": "neg_root_mean_squared_error",
        "mse": "neg_mean_squared_error",
        "mae": "neg_mean_absolute_error",
    },
}
"""Evaluator, to its metrics, to scikit-learn's name of the same quantity."""


class SklearnMetricName(Mutator):
    id = "sklearn-metric-name"
    title = "scikit-learn's name of a metric"
    misconception = "Spark's evaluators know the metrics by the names of scikit-learn's scorers."
    principle = (
        "Each evaluator has its own short list of `metricName` values, such as `areaUnderROC` or "
        "`rmse`, and refuses every other name as soon as it is used."
    )
    hint = "Which values does this evaluator's documentation list for `metricName`?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.BinaryClassificationEvaluator.html"
    breaks = Raises(
        "IllegalArgumentException",
        match=r"metricName given invalid value (roc_auc|average_precision|\w+_weighted|neg_\w+)",
    )
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator

            evaluator = BinaryClassificationEvaluator(
                labelCol="churned", metricName="areaUnderROC"
            )
            """,
            after="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator

            evaluator = BinaryClassificationEvaluator(
                labelCol="churned", metricName="roc_auc"
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml.evaluation import RegressionEvaluator

            evaluator = RegressionEvaluator(
                labelCol="price", predictionCol="prediction", metricName="rmse"
            )
            """,
            after="""
            from pyspark.ml.evaluation import RegressionEvaluator

            evaluator = RegressionEvaluator(
                labelCol="price",
                predictionCol="prediction",
                metricName="neg_root_mean_squared_error",
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as e

            evaluator = e.RegressionEvaluator(labelCol='price')
            print(evaluator.setMetricName('mae').evaluate(predictions))
            """,
            after="""
            from pyspark.ml import evaluation as e

            evaluator = e.RegressionEvaluator(labelCol='price')
            print(evaluator.setMetricName('neg_mean_absolute_error').evaluate(predictions))
            """,
        ),
    ]
    leaves = [
        # Both libraries call these two so.
        Leaves(
            """
            from pyspark.ml.evaluation import MulticlassClassificationEvaluator
            from pyspark.ml.evaluation import RegressionEvaluator

            accuracy = MulticlassClassificationEvaluator(metricName="accuracy")
            r2 = RegressionEvaluator(metricName="r2")
            """
        ),
        Leaves(
            """
            from mylib.evaluation import BinaryClassificationEvaluator

            evaluator = BinaryClassificationEvaluator(metricName="areaUnderROC")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        for evaluator, scorers in SCORERS.items():
            if self.calls(node, evaluator):
                metric = argument(node, "metricName")
            elif self.calls(node, f"{evaluator}.setMetricName"):
                metric = argument(node, "value", 0)
            else:
                continue
            if metric and isinstance(metric.value, cst.SimpleString):
                scorer = scorers.get(str(metric.value.evaluated_value))
                if scorer:
                    yield replace_value(node, metric, with_text(metric.value, scorer))
