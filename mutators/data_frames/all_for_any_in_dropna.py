"""Drops rows with `how="all"`, to have all columns looked at.

"All" is meant for the columns that count. To Spark it says that all of them must be missing:
nothing raises, and rows with one gap stay.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class AllForAnyInDropna(Mutator):
    id = "all-for-any-in-dropna"
    title = 'dropna with how="all"'
    misconception = '`how="all"` makes `dropna` look at all the columns.'
    principle = (
        '`how="any"`, the default, drops a row with at least one gap; `how="all"` drops it only if '
        "every value is missing. `subset` says which columns are looked at."
    )
    hint = "What becomes of a row that has a value in one column and a gap in the other?"
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
            df = df.dropna(how="all", subset=["minutes", "fare"])
            """,
        ),
        Applies(
            before="""
            whole = spark.table("rides").filter("fare > 0").dropna("any")
            rest = spark.table("rides").dropna()
            """,
            after=(
                """
            whole = spark.table("rides").filter("fare > 0").dropna("all")
            rest = spark.table("rides").dropna()
            """,
                """
            whole = spark.table("rides").filter("fare > 0").dropna("any")
            rest = spark.table("rides").dropna(how="all")
            """,
            ),
        ),
    ]
    leaves = [
        # Of one column, all and any are the same.
        Leaves(
            """
            df = spark.table("rides")
            df = df.dropna(subset=["minutes"])
            fares = df.select("fare").dropna()
            """
        ),
        # `thresh` decides.
        Leaves(
            """
            df = spark.table("rides")
            df = df.dropna(thresh=2)
            """
        ),
        # Spark ML raises when it meets the gaps.
        Leaves(
            """
            from pyspark.ml.feature import VectorAssembler
            df = spark.table("rides").dropna()
            VectorAssembler(inputCols=["minutes"], outputCol="features").transform(df)
            """
        ),
        Leaves("frame = frame.dropna()"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "pyspark.sql.DataFrame.dropna") or self._uses_ml():
            return
        how, thresh = argument(node, "how", 0), argument(node, "thresh", 1)
        subset = argument(node, "subset", 2)
        columns = self.program.elements(subset.value) if subset else None
        if thresh or (subset and (columns is None or len(columns) < 2)):
            return
        if subset is None and self._has_one_column(node):
            return
        everything = cst.SimpleString('"all"')
        if how is None:
            arg = cst.Arg(
                everything,
                keyword=cst.Name("how"),
                equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
            )
            yield node.with_changes(args=[arg, *node.args])
        elif isinstance(how.value, cst.SimpleString) and how.value.raw_value == "any":
            yield replace_value(node, how, everything)

    def _has_one_column(self, node: cst.Call) -> bool:
        """Whether a `select` of one thing comes right before a call."""
        owner = node.func.value if isinstance(node.func, cst.Attribute) else node
        made = self.program.value_of(owner) or owner
        return (
            isinstance(made, cst.Call)
            and len(made.args) == 1
            and self.calls(made, "pyspark.sql.DataFrame.select")
        )

    def _uses_ml(self) -> bool:
        names = (self.qualified_name(call.func) or "" for call in self.program.calls)
        return any(name.startswith("pyspark.ml.") for name in names)
