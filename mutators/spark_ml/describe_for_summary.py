"""Asks `describe` for certain statistics, as `summary` can be asked.

The two methods print nearly the same table. What `describe` is given are columns: an
AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method

STATISTICS = ("count", "count_distinct", "mean", "stddev", "min", "max")


class DescribeForSummary(Mutator):
    id = "describe-for-summary"
    title = "describe with names of statistics"
    misconception = "`describe` and `summary` take the same arguments and give the same table."
    principle = (
        "`describe` takes names of columns and has no quartiles. `summary` takes names of "
        'statistics, such as "count" or "75%", and computes them for all columns.'
    )
    hint = "What do the texts name that are given here: columns or statistics?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.summary.html"
    breaks = Raises("AnalysisException", match=r"UNRESOLVED_COLUMN")
    applies = [
        Applies(
            before="""
            df.select("minutes").summary("count", "mean", "75%").show()
            """,
            after="""
            df.select("minutes").describe("count", "mean", "75%").show()
            """,
        ),
        Applies(
            before="""
            claims = spark.table("claims")
            stats = claims.summary('25%', '50%')
            """,
            after="""
            claims = spark.table("claims")
            stats = claims.describe('25%', '50%')
            """,
        ),
    ]
    leaves = [
        # Without arguments both work, though the tables differ.
        Leaves("df.summary().show()"),
        Leaves('report = model.summary("layers")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "summary":
            return
        if self.type_of(node.func.value) not in ("pyspark.sql.DataFrame", None):
            return
        if node.args and all(self._is_statistic(arg) for arg in node.args):
            renamed = rename_method(node, "describe")
            if renamed:
                yield renamed

    def _is_statistic(self, arg: cst.Arg) -> bool:
        if not isinstance(arg.value, cst.SimpleString) or arg.star or arg.keyword:
            return False
        text = str(arg.value.evaluated_value)
        return text in STATISTICS or text.endswith("%")
