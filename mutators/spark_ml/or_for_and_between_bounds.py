"""Joins the two bounds of a filter with `|` instead of `&`.

"Outliers lie below the one or above the other", says the thought, and the code keeps its "or".
Nothing raises: every number is above the lower bound or below the upper one, and all rows stay.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

ABOVE = (cst.GreaterThan, cst.GreaterThanEqual)
BELOW = (cst.LessThan, cst.LessThanEqual)
COLUMN = "pyspark.sql.functions.col"


class OrForAndBetweenBounds(Mutator):
    id = "or-for-and-between-bounds"
    title = "A range that holds every value"
    misconception = "To keep out what is too low or too high, both conditions are joined by or."
    principle = (
        "A row to keep is above the lower bound and below the upper one: `&`. With `|` each row "
        "fulfils at least one of the two, and nothing is dropped."
    )
    hint = "Which value would fail both conditions at once?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.between.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            usual = df.filter((F.col("minutes") >= lower) & (F.col("minutes") <= upper))
            """,
            after="""
            from pyspark.sql import functions as F
            usual = df.filter((F.col("minutes") >= lower) | (F.col("minutes") <= upper))
            """,
        ),
        Applies(
            before="""
            from pyspark.sql.functions import col as c
            is_usual = (c("x") < mean + 3 * std) & (c("x") > mean - 3 * std)
            """,
            after="""
            from pyspark.sql.functions import col as c
            is_usual = (c("x") < mean + 3 * std) | (c("x") > mean - 3 * std)
            """,
        ),
    ]
    leaves = [
        # Two columns, no range.
        Leaves(
            """
            from pyspark.sql import functions as F
            rows = df.filter((F.col("age") > 18) & (F.col("income") < 900))
            """
        ),
        Leaves('rows = frame[(frame["x"] > lower) & (frame["x"] < upper)]'),
    ]

    def mutate_BinaryOperation(self, node: cst.BinaryOperation) -> Iterator[cst.BinaryOperation]:
        if not isinstance(node.operator, cst.BitAnd):
            return
        left, right = self._bound(node.left), self._bound(node.right)
        if left is None or right is None or not left[0].deep_equals(right[0]):
            return
        if {left[1], right[1]} == {"above", "below"}:
            yield node.with_changes(operator=cst.BitOr())

    def _bound(self, node: cst.BaseExpression) -> tuple[cst.BaseExpression, str] | None:
        """The column that is compared, and to which side."""
        if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
            return None
        if not self.calls(node.left, COLUMN):
            return None
        operator = node.comparisons[0].operator
        if isinstance(operator, ABOVE):
            return node.left, "above"
        return (node.left, "below") if isinstance(operator, BELOW) else None
