"""Leaves `dropLast=False` out of an encoder that should give each category a column.

scikit-learn's encoder keeps all categories by default, and so does pandas. Nothing raises: the
vector is one shorter, and the last category is all zeros.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

ENCODER = "pyspark.ml.feature.OneHotEncoder"


class DropLastLeftOut(Mutator):
    id = "drop-last-left-out"
    title = "One category without a column"
    misconception = "One-hot encoding k categories with Spark gives a vector of k numbers."
    principle = (
        "Spark's OneHotEncoder drops the last category by default, so that it is all zeros. Only "
        "`dropLast=False` gives each category a column of its own."
    )
    hint = "How long is the vector, and what stands for the last category?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.feature.OneHotEncoder.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import OneHotEncoder
            encoder = OneHotEncoder(
                inputCols=["plan_i"], outputCols=["plan_vec"], dropLast=False
            )
            """,
            after="""
            from pyspark.ml.feature import OneHotEncoder
            encoder = OneHotEncoder(
                inputCols=["plan_i"], outputCols=["plan_vec"]
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            encoder = (
                F.OneHotEncoder(inputCol="i", outputCol="v")
                .setDropLast(False)
            )
            """,
            after="""
            from pyspark.ml import feature as F
            encoder = (
                F.OneHotEncoder(inputCol="i", outputCol="v")
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import OneHotEncoder
            encoder = OneHotEncoder(inputCol="i", outputCol="v", dropLast=True)
            """
        ),
        Leaves(
            """
            from mylib.encoders import OneHotEncoder
            encoder = OneHotEncoder(inputCol="i", dropLast=False)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if self.calls(node, ENCODER):
            drop = argument(node, "dropLast")
            if drop and self._is_false(drop.value):
                yield without_argument(node, drop)
        elif self.calls(node, f"{ENCODER}.setDropLast"):
            drop = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                drop
                and isinstance(built, cst.Call)
                and self.calls(built, ENCODER)
                and self._is_false(drop.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_false(self, value: cst.BaseExpression) -> bool:
        return isinstance(value, cst.Name) and value.value == "False"
