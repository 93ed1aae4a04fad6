"""Leaves `weightCol` out of an estimator although the rows carry weights.

The column of weights was made with care and is in the frame. Nothing raises: the estimator does
not look for it, and every row counts the same.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

PACKAGES = ("pyspark.ml.classification.", "pyspark.ml.regression.", "pyspark.ml.clustering.")


class WeightColLeftOut(Mutator):
    id = "weight-col-left-out"
    title = "Weights that nobody reads"
    misconception = "A column of weights in the training rows takes effect by being there."
    principle = (
        "An estimator weighs rows only by the column named in `weightCol`; without it each row "
        "counts the same, and a rare class stays rare."
    )
    hint = "Who reads the column of weights?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.classification.LogisticRegression.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="fraud", weightCol="weight", maxIter=10)
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="fraud", maxIter=10)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.regression as r
            model = r.GBTRegressor(
                maxIter=3,
                weightCol=column,
            ).fit(train_df)
            """,
            after="""
            import pyspark.ml.regression as r
            model = r.GBTRegressor(
                maxIter=3,
            ).fit(train_df)
            """,
        ),
    ]
    leaves = [
        # An evaluator's weights are another matter.
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", weightCol="weight")
            """
        ),
        Leaves('lr = LogisticRegression(labelCol="fraud", weightCol="weight")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        weights = argument(node, "weightCol")
        if weights and (self.qualified_name(node.func) or "").startswith(PACKAGES):
            yield without_argument(node, weights)
