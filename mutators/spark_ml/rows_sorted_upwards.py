"""Sorts by a column without asking for the descending order.

A ranking begins with the largest, and `orderBy` is thought of as making one. Nothing raises: the
smallest come first.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

METHODS = ("orderBy", "sort")


class RowsSortedUpwards(Mutator):
    id = "rows-sorted-upwards"
    title = "Smallest first"
    misconception = "`orderBy` on a score puts the highest score first."
    principle = (
        "`orderBy` and `sort` put the smallest value first unless the column says `desc()` or the "
        "call says `ascending=False`."
    )
    hint = "Which row does `first()` of the sorted frame give?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.orderBy.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            likeliest = scored_df.orderBy(F.desc("probability_yes")).limit(10)
            """,
            after="""
            from pyspark.sql import functions as F
            likeliest = scored_df.orderBy("probability_yes").limit(10)
            """,
        ),
        Applies(
            before="""
            from pyspark.sql.functions import col
            ranking = spark.table("scores").sort(col('score').desc(), "id")
            """,
            after="""
            from pyspark.sql.functions import col
            ranking = spark.table("scores").sort(col('score'), "id")
            """,
        ),
    ]
    leaves = [
        Leaves('ranking = spark.table("scores").orderBy("score")'),
        Leaves('ranking = frame.sort_values("score", ascending=False)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value not in METHODS:
            return
        if self.type_of(node.func.value) not in ("pyspark.sql.DataFrame", None) or not node.args:
            return
        upwards = self._upwards(node.args[0].value)
        if upwards:
            yield node.with_changes(args=[node.args[0].with_changes(value=upwards), *node.args[1:]])

    def _upwards(self, column: cst.BaseExpression) -> cst.BaseExpression | None:
        """The column without its `desc`."""
        if not isinstance(column, cst.Call):
            return None
        if self.calls(column, "pyspark.sql.functions.desc"):
            name = argument(column, "col", 0)
            return name.value if name else None
        if (
            isinstance(column.func, cst.Attribute)
            and column.func.attr.value == "desc"
            and not column.args
            and self.calls(column.func.value, "pyspark.sql.functions.col")
        ):
            return column.func.value
        return None
