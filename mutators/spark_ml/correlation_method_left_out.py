"""Leaves the method out of a correlation that should compare ranks.

The result is a matrix of numbers between -1 and 1 either way. Nothing raises: it is Pearson's
correlation, which a curve or a few extreme values pull down.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class CorrelationMethodLeftOut(Mutator):
    id = "correlation-method-left-out"
    title = "Pearson's correlation by default"
    misconception = "A correlation tells how surely one number rises with another, in any shape."
    principle = (
        "Without a method `Correlation.corr` computes Pearson's, which measures how close to a "
        'line the values are. "spearman" compares their ranks.'
    )
    hint = "Would the result be 1 for values on a rising curve?"
    docs = "https://spark.apache.org/docs/latest/ml-statistics.html#correlation"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.stat import Correlation
            matrix = Correlation.corr(df, "features", "spearman").head()[0]
            """,
            after="""
            from pyspark.ml.stat import Correlation
            matrix = Correlation.corr(df, "features").head()[0]
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import stat
            ranks = stat.Correlation.corr(dataset=df, column='x', method='spearman')
            """,
            after="""
            from pyspark.ml import stat
            ranks = stat.Correlation.corr(dataset=df, column='x')
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.stat import Correlation
            matrix = Correlation.corr(df, "features", "pearson")
            """
        ),
        # A frame of pandas.
        Leaves('matrix = frame.corr(method="spearman")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "pyspark.ml.stat.Correlation.corr"):
            return
        method = argument(node, "method", 2)
        if (
            method
            and isinstance(method.value, cst.SimpleString)
            and method.value.evaluated_value == "spearman"
        ):
            yield without_argument(node, method)
