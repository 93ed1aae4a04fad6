"""Drops duplicates without saying which columns make rows the same.

A table has a key, and one thinks of it as what rows are compared by. Spark compares all columns:
nothing raises, and rows of one key that differ in anything else all stay.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class DropDuplicatesWithoutKeys(Mutator):
    id = "drop-duplicates-without-keys"
    title = "dropDuplicates without its columns"
    misconception = "`dropDuplicates` finds by itself which rows mean the same thing."
    principle = (
        "Without a list of columns `dropDuplicates` compares whole rows, as `distinct` does. Rows "
        "that differ in one column, a time of loading for example, are no duplicates."
    )
    hint = "In which columns must two rows be equal before one of them goes?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropDuplicates.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            rides = rides.dropDuplicates(["ride_id"])
            """,
            after="""
            rides = rides.dropDuplicates()
            """,
        ),
        Applies(
            before="""
            days = spark.table("days").drop_duplicates(
                subset=["shop", "day"]
            )
            """,
            after="""
            days = spark.table("days").drop_duplicates()
            """,
        ),
    ]
    leaves = [
        Leaves("rides = rides.dropDuplicates()"),
        # pandas and pandas-on-Spark.
        Leaves('frame = frame.drop_duplicates(subset=["id"])'),
        # These columns may be all that there are.
        Leaves(
            """
            pairs = spark.table("days").select("shop", "day").dropDuplicates(["shop", "day"])
            days = spark.table("days").select("day")
            days = days.dropDuplicates(["day"])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or len(node.args) != 1:
            return
        owner = node.func.value
        known = self.is_a(owner, "pyspark.sql.DataFrame")
        if node.func.attr.value != "dropDuplicates" and not (
            known and node.func.attr.value == "drop_duplicates"
        ):
            return
        made = self.program.value_of(owner) or owner
        if (
            isinstance(made, cst.Call)
            and isinstance(made.func, cst.Attribute)
            and made.func.attr.value in ("select", "selectExpr")
        ):
            return
        keys = argument(node, "subset", 0)
        if keys and (known or self.type_of(owner) is None):
            yield without_argument(node, keys)
