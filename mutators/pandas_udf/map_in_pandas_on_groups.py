"""Calls `mapInPandas` on grouped data.

Both methods run a function on pandas frames. Grouped data has only the one that hands over whole
groups, `applyInPandas`: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class MapInPandasOnGroups(Mutator):
    id = "map-in-pandas-on-groups"
    title = "mapInPandas of grouped data"
    misconception = "`mapInPandas` runs a function once for each group."
    principle = (
        "`mapInPandas` belongs to a DataFrame and hands the function batches of rows, whatever "
        "their group. One call for each whole group is `groupBy().applyInPandas`."
    )
    hint = "Which of the methods guarantees that all rows of a group come in one call?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.mapInPandas.html"
    breaks = Raises("AttributeError", match=r"'GroupedData' object has no attribute 'mapInPandas'")
    applies = [
        Applies(
            before="""
            df = spark.table("sales")
            models = df.groupBy("store").applyInPandas(
                train, schema="store string, slope double"
            )
            """,
            after="""
            df = spark.table("sales")
            models = df.groupBy("store").mapInPandas(
                train, schema="store string, slope double"
            )
            """,
        ),
        Applies(
            before="""
            groups = spark.range(9).withColumn("g", F.col("id") % 3).groupby("g")
            models = groups.applyInPandas(train, schema)
            """,
            after="""
            groups = spark.range(9).withColumn("g", F.col("id") % 3).groupby("g")
            models = groups.mapInPandas(train, schema)
            """,
        ),
    ]
    leaves = [
        # Two frames grouped together have another type.
        Leaves(
            """
            left, right = spark.table("a").groupBy("k"), spark.table("b").groupBy("k")
            joined = left.cogroup(right).applyInPandas(merge, schema)
            """
        ),
        Leaves("models = groups.applyInPandas(train, schema)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "pyspark.sql.GroupedData.applyInPandas"):
            renamed = rename_method(node, "mapInPandas")
            if renamed:
                yield renamed
