"""Leaves `withMean=True` out of a StandardScaler.

scikit-learn's StandardScaler subtracts the mean unless told not to. Spark's only divides by the
standard deviation unless told to subtract the mean too: nothing raises.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class ScalerWithoutCentring(Mutator):
    id = "scaler-without-centring"
    title = "StandardScaler without withMean"
    misconception = "A StandardScaler subtracts the mean by default, as scikit-learn's does."
    principle = (
        "Spark's StandardScaler divides by the standard deviation by default; it subtracts the "
        "mean only with `withMean=True`, because that makes sparse vectors dense."
    )
    hint = "Which of the two steps of standardising does Spark take unasked?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#standardscaler"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(
                inputCol="features", outputCol="scaled", withMean=True
            )
            """,
            after="""
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(
                inputCol="features", outputCol="scaled"
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            scaler = F.StandardScaler(withMean=True, withStd=True, inputCol="x", outputCol="z")
            """,
            after="""
            from pyspark.ml import feature as F
            scaler = F.StandardScaler(withStd=True, inputCol="x", outputCol="z")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", outputCol="scaled", withMean=False)
            """
        ),
        Leaves(
            """
            from mylib.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", withMean=True)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        mean = argument(node, "withMean")
        if (
            mean
            and isinstance(mean.value, cst.Name)
            and mean.value.value == "True"
            and self.calls(node, "pyspark.ml.feature.StandardScaler")
        ):
            yield without_argument(node, mean)
