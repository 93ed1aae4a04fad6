"""Leaves `threshold` out of a classifier that should say yes earlier, or later, than at a half.

The probabilities stay the same and the column `prediction` is there. Nothing raises: the classes
are those of a threshold of 0.5.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

CLASSIFIER = "pyspark.ml.classification.LogisticRegression"


class ThresholdLeftOut(Mutator):
    id = "threshold-left-out"
    title = "Predictions at a half"
    misconception = (
        "Spark chooses the threshold that fits the share of the positive class by itself."
    )
    principle = (
        "`prediction` is 1 where the probability of class 1 is above `threshold`, which is 0.5 "
        "unless something else is said, however rare the class is."
    )
    hint = "From which probability on does this classifier say yes?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.classification.LogisticRegression.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="left", threshold=0.3)
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="left")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import classification as c
            model = c.LogisticRegression(maxIter=5).setThreshold(0.8).fit(train_df)
            """,
            after="""
            from pyspark.ml import classification as c
            model = c.LogisticRegression(maxIter=5).fit(train_df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="left", threshold=0.5)
            """
        ),
        # A Binarizer's threshold is about numbers, not about probabilities.
        Leaves(
            """
            from pyspark.ml.feature import Binarizer
            binarizer = Binarizer(threshold=0.3, inputCol="a", outputCol="b")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if self.calls(node, CLASSIFIER):
            threshold = argument(node, "threshold")
            if threshold and self._is_other(threshold.value):
                yield without_argument(node, threshold)
        elif self.calls(node, f"{CLASSIFIER}.setThreshold"):
            threshold = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                threshold
                and isinstance(built, cst.Call)
                and self.calls(built, CLASSIFIER)
                and self._is_other(threshold.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_other(self, value: cst.BaseExpression) -> bool:
        return isinstance(value, cst.Float) and value.evaluated_value != 0.5
