"""Calculates with a value of `summary` or `describe` without turning it into a number.

The table shows numbers. Its columns hold texts, because each of them also has counts, means and
quantiles in it: a TypeError where Python calculates with one.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

TABLES = ("summary", "describe")


class SummaryValueAsNumber(Mutator):
    id = "summary-value-as-number"
    title = "Texts in the table of a summary"
    misconception = "The statistics of a numeric column come out of `summary` as numbers."
    principle = (
        "All columns that `summary` and `describe` return are strings. A statistic has to be "
        "turned into a number, as with `float`, before one can calculate with it."
    )
    hint = "Which types does the schema of this table show?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.summary.html"
    breaks = Raises("TypeError", match=r"'str'|\bstr\b")
    applies = [
        Applies(
            before="""
            stats = {row["summary"]: row["amount"] for row in df.describe("amount").collect()}
            limit = float(stats["mean"]) + 3 * float(stats["stddev"])
            """,
            after=(
                """
                stats = {row["summary"]: row["amount"] for row in df.describe("amount").collect()}
                limit = stats["mean"] + 3 * float(stats["stddev"])
                """,
                """
                stats = {row["summary"]: row["amount"] for row in df.describe("amount").collect()}
                limit = float(stats["mean"]) + 3 * stats["stddev"]
                """,
            ),
        ),
        Applies(
            before="""
            quartiles = df.select("minutes").summary("25%", "75%")
            q1, q3 = [float(row.minutes) for row in quartiles.collect()]
            """,
            after="""
            quartiles = df.select("minutes").summary("25%", "75%")
            q1, q3 = [row.minutes for row in quartiles.collect()]
            """,
        ),
    ]
    leaves = [
        # These come from another table.
        Leaves(
            """
            df.summary().show()
            values = [float(row["minutes"]) for row in rows.collect()]
            """
        ),
        Leaves(
            """
            import pandas as pd
            limit = float(reading["mean"])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            isinstance(node.func, cst.Name)
            and node.func.value == "float"
            and len(node.args) == 1
            and isinstance(value := node.args[0].value, cst.Subscript | cst.Attribute)
            and any(
                isinstance(name, cst.Name) and name.value in self._from_summary()
                for name in m.findall(value.value, m.Name())
            )
        ):
            yield value

    def _from_summary(self) -> set[str]:
        """The names behind which there is a table of statistics, or a part of one."""
        names: set[str] = set()
        for _ in range(4):
            for node in self.program.nodes:
                if isinstance(node, cst.Assign):
                    source, targets = node.value, [target.target for target in node.targets]
                elif isinstance(node, cst.CompFor | cst.For):
                    source, targets = node.iter, [node.target]
                else:
                    continue
                if self._reads(source, names):
                    names.update(t.value for t in targets if isinstance(t, cst.Name))
        return names

    def _reads(self, source: cst.BaseExpression, names: set[str]) -> bool:
        if isinstance(source, cst.DictComp | cst.ListComp):
            source = source.for_in.iter
        while isinstance(source, cst.Call | cst.Attribute | cst.Subscript):
            if isinstance(source, cst.Call):
                if isinstance(source.func, cst.Attribute) and source.func.attr.value in TABLES:
                    return True
                source = source.func
            else:
                source = source.value
        return isinstance(source, cst.Name) and source.value in names
