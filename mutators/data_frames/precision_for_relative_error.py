"""Takes the relative error of a quantile for its precision, and asks for the highest.

`percentile_approx` has an accuracy, of which more is better. `approxQuantile` has an error: nothing
raises at 1.0, and any value of the column may come back for any quantile.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value

SMALL = 0.05
ESTIMATORS = ("pyspark.ml.feature.Imputer", "pyspark.ml.feature.QuantileDiscretizer")


class PrecisionForRelativeError(Mutator):
    id = "precision-for-relative-error"
    title = "The largest relative error for the highest precision"
    misconception = "`relativeError` says how exact quantiles are, and 1.0 is fully exact."
    principle = (
        "`relativeError` is how far from its place in the order a value may be, as a share of all "
        "rows: 0.0 asks for exact quantiles, and at 1.0 any value will do. (The accuracy of "
        "`percentile_approx` goes the other way.)"
    )
    hint = "Is more of this good or bad, and which value would be perfect?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.approxQuantile.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            q1, q3 = df.approxQuantile("fare", [0.25, 0.75], 0.0)
            """,
            after="""
            q1, q3 = df.approxQuantile("fare", [0.25, 0.75], 1.0)
            """,
        ),
        Applies(
            before="""
            [median] = spark.table("t").stat.approxQuantile(
                relativeError=0.01, col="fare", probabilities=[0.5]
            )
            """,
            after="""
            [median] = spark.table("t").stat.approxQuantile(
                relativeError=1.0, col="fare", probabilities=[0.5]
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as ft
            ft.Imputer(strategy="median", inputCol="a", outputCol="b", relativeError=0.0)
            """,
            after="""
            from pyspark.ml import feature as ft
            ft.Imputer(strategy="median", inputCol="a", outputCol="b", relativeError=1.0)
            """,
        ),
    ]
    leaves = [
        # Nobody who writes this takes it for a precision.
        Leaves('q1, q3 = df.approxQuantile("fare", [0.25, 0.75], 0.25)'),
        Leaves(
            """
            from pyspark.sql import functions as F
            median = F.percentile_approx("fare", 0.5, 10000)
            """
        ),
        Leaves("sketch = Sketch(relativeError=0.0)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "approxQuantile":
            error = argument(node, "relativeError", 2)
        elif self.calls(node, *ESTIMATORS):
            error = argument(node, "relativeError")
        else:
            return
        if (
            error
            and isinstance(error.value, cst.Float | cst.Integer)
            and error.value.evaluated_value <= SMALL
        ):
            yield replace_value(node, error, cst.Float("1.0"))
