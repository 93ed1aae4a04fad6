"""Sorts a pandas frame by a score without asking for the descending order.

The head of a ranking is the top, and `sort_values` is thought of as making a ranking. Nothing
raises: the smallest come first.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class SortValuesUpwards(Mutator):
    id = "sort-values-upwards"
    title = "sort_values, smallest first"
    misconception = "`sort_values` on a score puts the highest score at the head."
    principle = (
        "`sort_values` of pandas, and of pandas on Spark, puts the smallest value first unless the "
        "call says `ascending=False`."
    )
    hint = "Which row is the first one after this sort?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/api/pyspark.pandas.DataFrame.sort_values.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            ranked = totals.sort_values("units", ascending=False)
            best = ranked.head(3)
            """,
            after="""
            ranked = totals.sort_values("units")
            best = ranked.head(3)
            """,
        ),
        Applies(
            before="""
            worst = (
                by_airport[["delay"]]
                .sort_values(ascending=False, by="delay")
                .head(2)
            )
            """,
            after="""
            worst = by_airport[["delay"]].sort_values(by="delay").head(2)
            """,
        ),
    ]
    leaves = [
        Leaves('ranked = totals.sort_values("units", ascending=True)'),
        # More than one direction.
        Leaves('ranked = totals.sort_values(["city", "units"], ascending=[True, False])'),
        Leaves('ranked = df.sort("units", ascending=False)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "sort_values":
            return
        ascending = argument(node, "ascending")
        if ascending and isinstance(ascending.value, cst.Name) and ascending.value.value == "False":
            yield without_argument(node, ascending)
