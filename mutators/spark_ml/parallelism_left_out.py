"""Leaves `parallelism` out of a tuner that should fit several models at a time.

Spark distributes everything else by itself. The models of a search are fitted one after another
unless the tuner is told otherwise: nothing raises, it only takes longer.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class ParallelismLeftOut(Mutator):
    id = "parallelism-left-out"
    title = "A tuner without parallelism"
    misconception = "Spark fits the models of a search in parallel by itself."
    principle = (
        "`parallelism` is 1 by default: one model is fitted after another, however large the "
        "cluster. A higher value fits that many at a time."
    )
    hint = "How many models of the grid are fitted at the same time if nothing is said?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                numFolds=3,
                parallelism=4,
            )
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                numFolds=3,
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as t
            tvs = t.TrainValidationSplit(parallelism=2, estimator=lr)
            """,
            after="""
            import pyspark.ml.tuning as t
            tvs = t.TrainValidationSplit(estimator=lr)
            """,
        ),
    ]
    leaves = [
        # That is the default.
        Leaves(
            """
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=pipeline, parallelism=1)
            """
        ),
        Leaves(
            """
            from hyperopt import SparkTrials
            trials = SparkTrials(parallelism=4)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        models = argument(node, "parallelism")
        if (
            models
            and isinstance(models.value, cst.Integer)
            and models.value.evaluated_value > 1
            and self.calls(
                node, "pyspark.ml.tuning.CrossValidator", "pyspark.ml.tuning.TrainValidationSplit"
            )
        ):
            yield without_argument(node, models)
