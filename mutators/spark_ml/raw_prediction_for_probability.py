"""Reads the column `rawPrediction` where a probability is needed.

Both columns hold a vector with a number for each class, and an AUC can be computed from either.
Nothing raises: the numbers are margins, below 0 and above 1.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, with_text

TO_ARRAY = "pyspark.ml.functions.vector_to_array"


class RawPredictionForProbability(Mutator):
    id = "raw-prediction-for-probability"
    title = "Margins taken for probabilities"
    misconception = "`rawPrediction` holds the probabilities before they are rounded to a class."
    principle = (
        "`rawPrediction` holds a classifier's confidence on a scale of its own, for logistic "
        "regression the log odds. Numbers from 0 to 1 that add up to 1 are in `probability`."
    )
    hint = "Which values can the numbers in this column take?"
    docs = "https://spark.apache.org/docs/latest/ml-classification-regression.html#output-columns-predictions"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.functions import vector_to_array
            likely = predictions.filter(vector_to_array("probability")[1] > 0.5)
            """,
            after="""
            from pyspark.ml.functions import vector_to_array
            likely = predictions.filter(vector_to_array("rawPrediction")[1] > 0.5)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.functions as mlf
            from pyspark.sql import functions as F
            p = mlf.vector_to_array(F.col('probability')).getItem(1)
            """,
            after="""
            import pyspark.ml.functions as mlf
            from pyspark.sql import functions as F
            p = mlf.vector_to_array(F.col('rawPrediction')).getItem(1)
            """,
        ),
    ]
    leaves = [
        # An evaluator ranks by either.
        Leaves(
            """
            from pyspark.ml.evaluation import BinaryClassificationEvaluator
            evaluator = BinaryClassificationEvaluator(rawPredictionCol="probability")
            """
        ),
        Leaves(
            """
            from mylib.vectors import vector_to_array
            p = vector_to_array("probability")[1]
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, TO_ARRAY):
            return
        for text in m.findall(node, m.SimpleString()):
            if isinstance(text, cst.SimpleString) and text.evaluated_value == "probability":
                changed = node.deep_replace(text, with_text(text, "rawPrediction"))
                assert isinstance(changed, cst.Call)
                yield changed
