"""Drops rows without saying in which columns a gap matters.

One thinks of the columns that one works with. Without `subset` all columns count: nothing raises,
and rows are gone because of a remark that nobody reads.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class SubsetLeftOutOfDropna(Mutator):
    id = "subset-left-out-of-dropna"
    title = "dropna over all columns"
    misconception = "`dropna` looks at the columns that the program goes on to use."
    principle = (
        "Without `subset` a gap in any column takes the row away, also in one that nothing reads. "
        "`subset` names the columns that must not be missing."
    )
    hint = "What happens to a row whose only gap is in a column that is never used?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropna.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            df = spark.table("rides")
            df = df.dropna(subset=["minutes", "fare"])
            """,
            after="""
            df = spark.table("rides")
            df = df.dropna()
            """,
        ),
        Applies(
            before="""
            whole = spark.table("rides").filter("fare > 0").dropna("any", None, "minutes")
            """,
            after="""
            whole = spark.table("rides").filter("fare > 0").dropna("any", None)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            df = spark.table("rides")
            df = df.dropna()
            """
        ),
        # These columns may be all that there are.
        Leaves('df = spark.table("rides").select("fare").dropna(subset=["fare"])'),
        Leaves(
            """
            fares = spark.table("rides").select("fare")
            fares = fares.dropna(subset=["fare"])
            """
        ),
        Leaves('frame = frame.dropna(subset=["fare"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "pyspark.sql.DataFrame.dropna"):
            return
        owner = node.func.value if isinstance(node.func, cst.Attribute) else node
        made = self.program.value_of(owner) or owner
        if (
            isinstance(made, cst.Call)
            and isinstance(made.func, cst.Attribute)
            and made.func.attr.value in ("select", "selectExpr")
        ):
            return
        subset = argument(node, "subset", 2)
        if subset:
            yield without_argument(node, subset)
