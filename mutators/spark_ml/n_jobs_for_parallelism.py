"""Asks a tuner for parallel fits with `n_jobs`.

That is scikit-learn's and joblib's keyword. Spark's tuners have no such parameter: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class NJobsForParallelism(Mutator):
    id = "n-jobs-for-parallelism"
    title = "n_jobs instead of parallelism"
    misconception = "The number of models that are fitted at a time is called `n_jobs`."
    principle = (
        "Spark's tuners take `parallelism`, the number of models fitted at the same time. Each of "
        "those fits is distributed by Spark anyway, and the default is 1."
    )
    hint = "What is a job in Spark, and is it what this parameter counts?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'n_jobs'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                estimatorParamMaps=grid,
                parallelism=4,
            )
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                estimatorParamMaps=grid,
                n_jobs=4,
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import classification as c, tuning as t
            tvs = t.TrainValidationSplit(parallelism=cores, estimator=lr)
            """,
            after="""
            from pyspark.ml import classification as c, tuning as t
            tvs = t.TrainValidationSplit(n_jobs=cores, estimator=lr)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from hyperopt import SparkTrials
            trials = SparkTrials(parallelism=4)
            """
        ),
        Leaves("cv = CrossValidator(estimator=lr, parallelism=4)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(
            node,
            "pyspark.ml.classification.OneVsRest",
            "pyspark.ml.tuning.CrossValidator",
            "pyspark.ml.tuning.TrainValidationSplit",
        ):
            renamed = rename_keyword(node, "parallelism", "n_jobs")
            if renamed:
                yield renamed
