"""Leaves out the class whose recall, precision or F-measure is asked for.

In binary classification the positive class is meant as a matter of course. This evaluator takes the
class 0.0 unless it is told; nothing raises, and the value is often much better.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class MetricLabelLeftOut(Mutator):
    id = "metric-label-left-out"
    title = "A metric by label without the label"
    misconception = "`recallByLabel` and the like are about the positive class."
    principle = (
        "MulticlassClassificationEvaluator knows no positive class: the metrics whose names end "
        "in `ByLabel` are about `metricLabel`, which is 0.0 unless it is set."
    )
    hint = "For which class does this evaluator compute its metric?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.MulticlassClassificationEvaluator.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import MulticlassClassificationEvaluator
            evaluator = MulticlassClassificationEvaluator(
                labelCol="ill", metricName="recallByLabel", metricLabel=1.0
            )
            """,
            after="""
            from pyspark.ml.evaluation import MulticlassClassificationEvaluator
            evaluator = MulticlassClassificationEvaluator(
                labelCol="ill", metricName="recallByLabel"
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.evaluation as ev
            precision = ev.MulticlassClassificationEvaluator(
                metricName="precisionByLabel", metricLabel=2, labelCol="grade"
            ).evaluate(scored_df)
            """,
            after="""
            import pyspark.ml.evaluation as ev
            precision = ev.MulticlassClassificationEvaluator(
                metricName="precisionByLabel", labelCol="grade"
            ).evaluate(scored_df)
            """,
        ),
    ]
    leaves = [
        # The default, and a metric of all classes.
        Leaves(
            """
            from pyspark.ml.evaluation import MulticlassClassificationEvaluator as Evaluator
            zero = Evaluator(metricName="recallByLabel", metricLabel=0.0)
            f1 = Evaluator(metricName="f1", metricLabel=1.0)
            """
        ),
        Leaves('Judge(metricName="recallByLabel", metricLabel=1.0)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "pyspark.ml.evaluation.MulticlassClassificationEvaluator"):
            return
        label, metric = argument(node, "metricLabel"), argument(node, "metricName")
        if (
            label is not None
            and isinstance(label.value, cst.Integer | cst.Float)
            and float(label.value.value) != 0
            and metric is not None
            and isinstance(metric.value, cst.SimpleString)
            and str(metric.value.evaluated_value).endswith("ByLabel")
        ):
            yield without_argument(node, label)
