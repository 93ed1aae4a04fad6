"""Leaves the infinite upper end out of a Bucketizer's splits.

The last limit that matters is in the list. A value above it lies in no bucket: an action raises.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

BUCKETIZER = "pyspark.ml.feature.Bucketizer"
FEWEST = 3
"""A Bucketizer refuses fewer splits, for another reason."""


class SplitsWithoutInfinity(Mutator):
    id = "splits-without-infinity"
    title = "Splits that do not reach the ends"
    misconception = "Values beyond the last split fall into the last bucket."
    principle = (
        "n + 1 splits make n buckets, and a value outside all of them raises. Splits that begin "
        'with `-float("inf")` and end with `float("inf")` cover every number.'
    )
    hint = "Between which two splits does the largest value lie?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#bucketizer"
    # The class depends on the action that meets the value.
    breaks = Raises("Exception", match=r"out of Bucketizer bounds")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import Bucketizer
            bucketizer = Bucketizer(
                splits=[-float("inf"), 18.0, 65.0, float("inf")], inputCol="age", outputCol="group"
            )
            """,
            after="""
            from pyspark.ml.feature import Bucketizer
            bucketizer = Bucketizer(
                splits=[-float("inf"), 18.0, 65.0], inputCol="age", outputCol="group"
            )
            """,
        ),
        Applies(
            before="""
            import math
            from pyspark.ml import feature as F
            grouped = F.Bucketizer(inputCol='a').setSplits([0, 10, 20, math.inf]).transform(df)
            """,
            after="""
            import math
            from pyspark.ml import feature as F
            grouped = F.Bucketizer(inputCol='a').setSplits([0, 10, 20]).transform(df)
            """,
        ),
    ]
    leaves = [
        # Two splits alone are refused.
        Leaves(
            """
            from pyspark.ml.feature import Bucketizer
            bucketizer = Bucketizer(splits=[-float("inf"), 0.0, float("inf")], inputCol="a")
            """
        ),
        Leaves(
            """
            import pandas as pd
            groups = pd.cut(ages, [-float("inf"), 18.0, 65.0, float("inf")])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, BUCKETIZER):
            splits = argument(node, "splits")
        elif self.calls(node, f"{BUCKETIZER}.setSplits"):
            splits = argument(node, "value", 0)
        else:
            return
        if not splits or not isinstance(splits.value, cst.List):
            return
        elements = splits.value.elements
        if len(elements) > FEWEST and self._is_infinite(elements[-1].value):
            fewer = [*elements[:-2], elements[-2].with_changes(comma=elements[-1].comma)]
            yield replace_value(node, splits, splits.value.with_changes(elements=fewer))

    def _is_infinite(self, node: cst.BaseExpression) -> bool:
        found = self.program.value_of(node) or node
        if isinstance(found, cst.Attribute):
            return self.qualified_name(found) in ("math.inf", "numpy.inf")
        return (
            isinstance(found, cst.Call)
            and isinstance(found.func, cst.Name)
            and found.func.value == "float"
            and len(found.args) == 1
            and isinstance(text := found.args[0].value, cst.SimpleString)
            and str(text.evaluated_value).lstrip("+").lower() in ("inf", "infinity")
        )
