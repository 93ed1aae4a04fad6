"""Calls `applyInPandas` on a DataFrame that was not grouped.

The function gets a pandas frame either way, and the group's key is in it. But a DataFrame has no
`applyInPandas`, groups have: a PySparkAttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class ApplyInPandasWithoutGroupBy(Mutator):
    id = "apply-in-pandas-without-group-by"
    title = "applyInPandas without groupBy"
    misconception = "`applyInPandas` runs a function on a DataFrame, grouped or not."
    principle = (
        "`applyInPandas` is a method of grouped data: `groupBy` says which rows make one pandas "
        "frame. The method of an ungrouped DataFrame is `mapInPandas`."
    )
    hint = "Which rows come together in one call of the function, and who decides that?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandas.html"
    breaks = Raises("PySparkAttributeError", match=r"`applyInPandas` is not supported")
    applies = [
        Applies(
            before="""
            df = spark.table("sales")
            models = df.groupBy("store").applyInPandas(train, schema="store string, slope double")
            """,
            after="""
            df = spark.table("sales")
            models = df.applyInPandas(train, schema="store string, slope double")
            """,
        ),
        Applies(
            before="""
            models = (
                spark.table("sales")
                .where("units > 0")
                .groupby("store", "year")
                .applyInPandas(train, schema)
            )
            """,
            after="""
            models = (
                spark.table("sales").where("units > 0").applyInPandas(train, schema)
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            df = spark.table("sales")
            totals = df.groupBy("store").agg({"units": "sum"})
            """
        ),
        Leaves('models = df.groupBy("store").applyInPandas(train, schema)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        method = node.func
        if not isinstance(method, cst.Attribute):
            return
        groups = method.value
        if (
            self.calls(node, "pyspark.sql.GroupedData.applyInPandas")
            and self.calls(groups, "pyspark.sql.DataFrame.groupBy", "pyspark.sql.DataFrame.groupby")
            and isinstance(groups, cst.Call)
            and isinstance(groups.func, cst.Attribute)
        ):
            yield node.with_changes(func=method.with_changes(value=groups.func.value))
