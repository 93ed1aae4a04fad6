"""Leaves the label column out of an evaluator.

The model was told which column is the label, and the predictions come from that model. The
evaluator knows nothing of it and looks for a column called `label`: an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

EVALUATORS = tuple(
    f"pyspark.ml.evaluation.{kind}Evaluator"
    for kind in ("BinaryClassification", "MulticlassClassification", "Regression")
)


class EvaluatorWithoutLabelCol(Mutator):
    id = "evaluator-without-label-col"
    title = "An evaluator without its label column"
    misconception = "An evaluator takes over the label column from the model that predicted."
    principle = (
        "An evaluator sees a DataFrame only and knows nothing of the model. It compares with the "
        "column in its own `labelCol`, which is `label` unless something else is said."
    )
    hint = "What does the evaluator know of the model that made the predictions?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.RegressionEvaluator.html"
    breaks = Raises("IllegalArgumentException", match=r"No such struct field `label`")
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="rmse")
            """,
            after="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(metricName="rmse")
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.evaluation as e
            auc = e.BinaryClassificationEvaluator(
                rawPredictionCol="probability", labelCol="churned"
            ).evaluate(predictions)
            """,
            after="""
            import pyspark.ml.evaluation as e
            auc = e.BinaryClassificationEvaluator(
                rawPredictionCol="probability"
            ).evaluate(predictions)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="label")
            """
        ),
        Leaves(
            """
            from pyspark.ml.evaluation import ClusteringEvaluator
            evaluator = ClusteringEvaluator(featuresCol="scaled")
            """
        ),
        Leaves('evaluator = RegressionEvaluator(labelCol="price")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        label = argument(node, "labelCol")
        if label and self.calls(node, *EVALUATORS) and not self._mentions_label():
            yield without_argument(node, label)

    def _mentions_label(self) -> bool:
        """Whether the frame may have a column `label` beside, which would raise nothing."""
        texts = m.findall(self.program.module, m.SimpleString())
        return any(isinstance(t, cst.SimpleString) and t.evaluated_value == "label" for t in texts)
