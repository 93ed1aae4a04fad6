"""Calls `apply` on Spark's groups, as on those of pandas.

The method exists. It is the old form of `applyInPandas`, which takes a pandas UDF of a kind that
new code has no more: a PySparkTypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class PandasApplyOnGroups(Mutator):
    id = "pandas-apply-on-groups"
    title = "apply on Spark's groups"
    misconception = "`groupBy(…).apply(function)` runs a function on each group, as in pandas."
    principle = (
        "A plain function is run on each group of a Spark DataFrame by `applyInPandas`, with the "
        "schema of the result. `apply` is its deprecated forerunner for pandas UDFs."
    )
    hint = "Whose method is `apply`, and what does Spark need to know that pandas does not?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.apply.html"
    breaks = Raises("PySparkTypeError", match=r"INVALID_UDF_EVAL_TYPE")
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
            models = df.groupBy("store").apply(train)
            """,
        ),
        Applies(
            before="""
            groups = spark.range(9).withColumn("g", F.col("id") % 3).groupby("g")
            groups.applyInPandas(func=train, schema=schema).show()
            """,
            after="""
            groups = spark.range(9).withColumn("g", F.col("id") % 3).groupby("g")
            groups.apply(train).show()
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import pandas as pd
            models = pd.DataFrame(rows).groupby("store").apply(train)
            """
        ),
        # Two frames grouped together have no `apply`.
        Leaves("both = left.cogroup(right).applyInPandas(merge, schema)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        function = argument(node, "func", 0)
        if (
            function
            and isinstance(node.func, cst.Attribute)
            and self.calls(node, "pyspark.sql.GroupedData.applyInPandas")
        ):
            yield node.with_changes(
                func=node.func.with_changes(attr=cst.Name("apply")),
                args=[cst.Arg(function.value)],
                whitespace_before_args=cst.SimpleWhitespace(""),
            )
