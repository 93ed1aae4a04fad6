"""Calls `coalesce` to spread rows over more partitions.

Both methods take the number of partitions. `coalesce` only merges those that are there: nothing
raises, and the tasks stay as few as before.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method


class CoalesceForRepartition(Mutator):
    id = "coalesce-for-repartition"
    title = "coalesce for more partitions"
    misconception = "`coalesce` is the cheap way to any number of partitions."
    principle = (
        "`coalesce` merges partitions without a shuffle, so it can only lower their number. More "
        "partitions, and so more parallel tasks, come from `repartition`."
    )
    hint = "How can rows of one partition get into two without being moved?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.coalesce.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            candidates = spark.createDataFrame(grid, schema)
            candidates = candidates.repartition(8)
            """,
            after="""
            candidates = spark.createDataFrame(grid, schema)
            candidates = candidates.coalesce(8)
            """,
        ),
        Applies(
            before="""
            tasks = len(grid)
            scores = (
                spark.createDataFrame(grid)
                .repartition(numPartitions=tasks)
                .mapInPandas(score, schema)
            )
            """,
            after="""
            tasks = len(grid)
            scores = (
                spark.createDataFrame(grid)
                .coalesce(numPartitions=tasks)
                .mapInPandas(score, schema)
            )
            """,
        ),
    ]
    leaves = [
        # By a column, which coalesce does not take.
        Leaves(
            """
            df = spark.table("t")
            df.repartition(8, "store")
            """
        ),
        # One partition is what coalesce is for.
        Leaves(
            """
            df = spark.table("t")
            df.repartition(1).write.parquet("out")
            """
        ),
        Leaves("parts = dataset.repartition(8)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        number = argument(node, "numPartitions", 0)
        if (
            len(node.args) == 1
            and number
            and not isinstance(number.value, cst.BaseString)
            and not (isinstance(number.value, cst.Integer) and number.value.value == "1")
            and self.calls(node, "pyspark.sql.DataFrame.repartition")
        ):
            renamed = rename_method(node, "coalesce")
            if renamed:
                yield renamed
