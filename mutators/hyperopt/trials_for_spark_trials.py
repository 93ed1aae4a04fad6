"""Keeps the trials of a distributed search in plain `Trials`.

The search works and finds what it would have found. But it runs on the driver, one trial after
another, while the cluster has nothing to do.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, rename_method


class TrialsForSparkTrials(Mutator):
    id = "trials-for-spark-trials"
    title = "Trials where SparkTrials is meant"
    misconception = "On a cluster Hyperopt distributes the trials by itself."
    principle = (
        "Where trials run is decided by the object that `fmin` gets as `trials`: `Trials` runs "
        "them on the driver, one after another, and `SparkTrials` as tasks on the workers."
    )
    hint = "What in this program tells Hyperopt that there is a cluster?"
    docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
    seen = "https://docs.databricks.com/machine-learning/automl-hyperparam-tuning/hyperopt-concepts.html"
    breaks = FailsCheck(match="workers")
    applies = [
        Applies(
            before="""
            import hyperopt
            trials = hyperopt.SparkTrials(parallelism=4)
            best = hyperopt.fmin(objective, space, hyperopt.tpe.suggest, 20, trials=trials)
            """,
            after="""
            import hyperopt
            trials = hyperopt.Trials()
            best = hyperopt.fmin(objective, space, hyperopt.tpe.suggest, 20, trials=trials)
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho
            best = ho.fmin(
                objective, space, algo=ho.rand.suggest, max_evals=8, trials=ho.SparkTrials()
            )
            """,
            after="""
            import hyperopt as ho
            best = ho.fmin(
                objective, space, algo=ho.rand.suggest, max_evals=8, trials=ho.Trials()
            )
            """,
        ),
    ]
    leaves = [
        # The name of the other class is not there.
        Leaves(
            """
            from hyperopt import SparkTrials
            trials = SparkTrials(parallelism=4)
            """
        ),
        Leaves(
            """
            import cluster
            trials = cluster.SparkTrials(parallelism=4)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "hyperopt.SparkTrials"):
            call = rename_method(node, "Trials")
            if call is not None:
                yield call.with_changes(args=[])
