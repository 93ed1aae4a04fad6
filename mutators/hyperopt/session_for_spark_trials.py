"""Gives `SparkTrials` the session before everything else.

`mlflow.pyfunc.spark_udf` begins with it. Here the first parameter is the number of trials at once:
a TypeError, "got multiple values for argument 'parallelism'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class SessionForSparkTrials(Mutator):
    id = "session-for-spark-trials"
    title = "SparkTrials with the session first"
    misconception = "`SparkTrials` must be told the session to run in, as its first argument."
    principle = (
        "`SparkTrials` finds the session itself. Its first parameter is `parallelism`; another "
        "session could be given as `spark_session=`."
    )
    hint = "Which of the two is decided by whoever searches: the session, or how many at once?"
    docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
    breaks = Raises("TypeError", match=r"multiple values for argument 'parallelism'")
    applies = [
        Applies(
            before="""
            from hyperopt import SparkTrials
            trials = SparkTrials(parallelism=4)
            """,
            after="""
            from hyperopt import SparkTrials
            trials = SparkTrials(spark, parallelism=4)
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
                objective, space, trials=ho.SparkTrials(spark, timeout=600, parallelism=workers)
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from hyperopt import SparkTrials
            first = SparkTrials()
            second = SparkTrials(4)
            third = SparkTrials(parallelism=4, spark_session=other)
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
        if (
            self.calls(node, "hyperopt.SparkTrials")
            and argument(node, "parallelism")
            and not argument(node, "spark_session")
            and all(arg.keyword for arg in node.args)
        ):
            yield node.with_changes(args=[cst.Arg(cst.Name("spark")), *node.args])
