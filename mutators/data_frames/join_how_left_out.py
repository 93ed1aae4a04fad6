"""Leaves `how` out of a join that was to keep all rows of one side.

What one adds to a table cannot take rows from it, so it seems, and pandas' `join` is a left join.
Spark's is an inner one: nothing raises, and rows without a partner are gone.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

KEEPING = ("left", "leftouter", "right", "rightouter", "outer", "full", "fullouter")


class JoinHowLeftOut(Mutator):
    id = "join-how-left-out"
    title = "A join that loses rows"
    misconception = "A join adds columns to the frame that it is called on and keeps all its rows."
    principle = (
        "Spark's `join`, and `merge` of pandas, are inner joins unless `how` says otherwise: a row "
        "without a partner on the other side is left out. `left` keeps all rows of the first "
        "frame, `outer` those of both."
    )
    hint = "What becomes of a row that has no partner in the other frame?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.join.html"
    seen = "https://rules.sonarsource.com/python/tag/pyspark/RSPEC-7192"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            sales = spark.table("sales")
            joined = sales.join(holidays, "day", "left")
            """,
            after="""
            sales = spark.table("sales")
            joined = sales.join(holidays, "day")
            """,
        ),
        Applies(
            before="""
            visits_df = spark.table("visits").filter("minutes > 0")
            joined_df = visits_df.join(
                how="left_outer", other=clinics_df, on=["clinic"]
            )
            """,
            after="""
            visits_df = spark.table("visits").filter("minutes > 0")
            joined_df = visits_df.join(other=clinics_df, on=["clinic"])
            """,
        ),
        Applies(
            before="""
            import pyspark.pandas as ps
            both = ps.merge(visits, clinics, on="clinic", how="left")
            """,
            after="""
            import pyspark.pandas as ps
            both = ps.merge(visits, clinics, on="clinic")
            """,
        ),
    ]
    leaves = [
        # These choose rows and add no columns.
        Leaves(
            """
            sales = spark.table("sales")
            lost = sales.join(holidays, "day", "left_anti")
            """
        ),
        # pandas: a left join is what `join` does anyway.
        Leaves('both = frame.join(other, on="day", how="left")'),
        Leaves(
            """
            import pandas as pd
            both = pd.merge(visits, clinics, how="left")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute):
            return
        if self.calls(node, "pyspark.sql.DataFrame.join", "pyspark.pandas.merge"):
            how = argument(node, "how", 2)
            if (
                how
                and how is not self._before_others(node)
                and isinstance(how.value, cst.SimpleString)
                and how.value.raw_value.replace("_", "") in KEEPING
            ):
                yield without_argument(node, how)

    def _before_others(self, node: cst.Call) -> cst.Arg | None:
        """An argument `how` that is given by its position, with another one behind it."""
        given = [arg for arg in node.args if arg.keyword is None]
        return given[2] if len(given) > 3 else None
