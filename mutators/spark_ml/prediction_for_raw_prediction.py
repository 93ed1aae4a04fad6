"""Lets a BinaryClassificationEvaluator rank the rows by the predicted class.

Other evaluators read the column `prediction`, and the binary one takes it without complaint,
because a class is a number too. Nothing raises; the area under the curve is that of the two ranks 0
and 1, not of the model's scores.
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

EVALUATOR = "pyspark.ml.evaluation.BinaryClassificationEvaluator"


class PredictionForRawPrediction(Mutator):
    id = "prediction-for-raw-prediction"
    title = "AUC of the predicted classes"
    misconception = "The area under the ROC curve is computed from the predicted classes."
    principle = (
        "The area under a curve needs scores to rank the rows by: the raw prediction or the "
        "probability. The predicted class has two values only, and gives another, mostly lower "
        "area without any error."
    )
    hint = "By what must rows be ranked to draw a ROC curve with more than one corner?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.BinaryClassificationEvaluator.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator

            evaluator = BinaryClassificationEvaluator(
                labelCol="churned",
                rawPredictionCol="rawPrediction",
                metricName="areaUnderROC",
            )
            """,
            after="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator

            evaluator = BinaryClassificationEvaluator(
                labelCol="churned",
                rawPredictionCol="prediction",
                metricName="areaUnderROC",
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as e

            e.BinaryClassificationEvaluator(labelCol='left')
            """,
            after="""
            from pyspark.ml import evaluation as e

            e.BinaryClassificationEvaluator(labelCol='left', rawPredictionCol='prediction')
            """,
        ),
        Applies(
            before="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator

            evaluator = BinaryClassificationEvaluator(
                labelCol="label", metricName="areaUnderROC"
            )
            """,
            after="""
            from pyspark.ml.evaluation import BinaryClassificationEvaluator

            evaluator = BinaryClassificationEvaluator(
                labelCol="label",
                rawPredictionCol="prediction",
                metricName="areaUnderROC",
            )
            """,
        ),
    ]
    leaves = [
        # Without classes in a column "prediction" the evaluator would raise.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.evaluation import BinaryClassificationEvaluator

            lr = LogisticRegression(labelCol="churned", predictionCol="churn_predicted")
            evaluator = BinaryClassificationEvaluator(labelCol="churned")
            """
        ),
        Leaves(
            """
            from pyspark.ml.evaluation import MulticlassClassificationEvaluator

            evaluator = MulticlassClassificationEvaluator(labelCol="churned", metricName="f1")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, EVALUATOR) and self._has_predictions():
            scores = argument(node, "rawPredictionCol")
            if scores is None:
                label = argument(node, "labelCol")
                if label and isinstance(label.value, cst.SimpleString):
                    column = with_text(label.value, "prediction")
                    scores = label.with_changes(keyword=cst.Name("rawPredictionCol"), value=column)
                    behind = list(node.args).index(label) + 1
                    yield node.with_changes(args=[*node.args[:behind], scores, *node.args[behind:]])
                return
        elif self.calls(node, f"{EVALUATOR}.setRawPredictionCol") and self._has_predictions():
            scores = argument(node, "value", 0)
        else:
            return
        if (
            scores
            and isinstance(scores.value, cst.SimpleString)
            and scores.value.evaluated_value != "prediction"
        ):
            yield replace_value(node, scores, with_text(scores.value, "prediction"))

    def _has_predictions(self) -> bool:
        """Whether no stage was told to write its classes to another column."""
        named = [argument(call, "predictionCol") for call in self.program.calls]
        return all(
            isinstance(arg.value, cst.SimpleString) and arg.value.evaluated_value == "prediction"
            for arg in named
            if arg is not None
        )
