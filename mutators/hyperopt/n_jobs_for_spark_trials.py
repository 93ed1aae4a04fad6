"""Tells `SparkTrials` how many trials run at once in the words of scikit-learn.

`n_jobs` is the number of parallel jobs in every search of scikit-learn. The class calls it
otherwise: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class NJobsForSparkTrials(Mutator):
    id = "n-jobs-for-spark-trials"
    title = "n_jobs of SparkTrials"
    misconception = "How many trials run at once is set by `n_jobs`, as in scikit-learn."
    principle = (
        "`SparkTrials(parallelism=…)` limits how many trials run at once. More is faster but "
        "leaves the search fewer results to learn from."
    )
    hint = "By which name do the tuning classes around Spark call the number of parallel fits?"
    docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'n_jobs'")
    applies = [
        Applies(
            before="""
            from hyperopt import SparkTrials
            trials = SparkTrials(parallelism=4)
            """,
            after="""
            from hyperopt import SparkTrials
            trials = SparkTrials(n_jobs=4)
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho
            best = ho.fmin(
                objective, space, trials=ho.SparkTrials(timeout=600, parallelism=workers)
            )
            """,
            after="""
            import hyperopt as ho
            best = ho.fmin(
                objective, space, trials=ho.SparkTrials(timeout=600, n_jobs=workers)
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from hyperopt import SparkTrials
            trials = SparkTrials()
            """
        ),
        Leaves(
            """
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(parallelism=4)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "hyperopt.SparkTrials"):
            renamed = rename_keyword(node, "parallelism", "n_jobs")
            if renamed:
                yield renamed
