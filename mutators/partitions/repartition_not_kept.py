"""Calls `repartition` and does not keep what it returns.

The name of the method sounds like an order. DataFrames never change: nothing raises, and the
partitioned frame is gone at the end of the line.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

METHODS = ("coalesce", "repartition", "repartitionByRange")


class RepartitionNotKept(Mutator):
    id = "repartition-not-kept"
    title = "repartition without an assignment"
    misconception = "`repartition` changes how the DataFrame that it is called on is partitioned."
    principle = (
        "A DataFrame never changes. `repartition` and every other transformation return a new one, "
        "which is lost unless it is kept under a name or used at once."
    )
    hint = "Which object do the lines below work with?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.repartition.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            df = spark.table("t")
            df = df.repartition(8)
            scored = df.mapInPandas(score, schema)
            """,
            after="""
            df = spark.table("t")
            df.repartition(8)
            scored = df.mapInPandas(score, schema)
            """,
        ),
        Applies(
            before="""
            tasks = spark.createDataFrame(grid, schema="c double")
            tasks = tasks.repartitionByRange(
                3, "c"
            )
            """,
            after="""
            tasks = spark.createDataFrame(grid, schema="c double")
            tasks.repartitionByRange(
                3, "c"
            )
            """,
        ),
    ]
    leaves = [
        # Under another name the lines below would not run.
        Leaves(
            """
            df = spark.table("t")
            spread = df.repartition(8)
            """
        ),
        Leaves("rows = rows.repartition(8)"),
    ]

    def mutate_SimpleStatementLine(
        self, node: cst.SimpleStatementLine
    ) -> Iterator[cst.SimpleStatementLine]:
        assign = node.body[0]
        if not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
            return
        target, made = assign.targets[0].target, assign.value
        if (
            isinstance(target, cst.Name)
            and isinstance(made, cst.Call)
            and isinstance(made.func, cst.Attribute)
            and made.func.attr.value in METHODS
            and isinstance(made.func.value, cst.Name)
            and made.func.value.value == target.value
            and self.is_a(made.func.value, "pyspark.sql.DataFrame")
        ):
            yield node.with_changes(body=[cst.Expr(made)])
