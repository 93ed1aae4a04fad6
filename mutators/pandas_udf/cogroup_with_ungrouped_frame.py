"""Cogroups a grouped frame with one that was not grouped.

A join names its keys once, for both sides. `cogroup` brings together groups that both frames have
already: a PySparkAttributeError when the function is applied.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class CogroupWithUngroupedFrame(Mutator):
    id = "cogroup-with-ungrouped-frame"
    title = "cogroup with a frame that is not grouped"
    misconception = "`cogroup` groups the other frame by the key of the first one."
    principle = (
        "`cogroup` pairs the groups of two frames that are grouped each, by as many keys: "
        "`a.groupBy(key).cogroup(b.groupBy(key))`."
    )
    hint = "Where does Spark learn which column is the key of the second frame?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.cogroup.html"
    breaks = Raises("PySparkAttributeError", match=r"`_df` is not supported")
    applies = [
        Applies(
            before="""
            both = (
                plan_df.groupBy("day")
                .cogroup(actual_df.groupBy("day"))
                .applyInPandas(compare, schema="day long, error double")
            )
            """,
            after="""
            both = (
                plan_df.groupBy("day")
                .cogroup(actual_df)
                .applyInPandas(compare, schema="day long, error double")
            )
            """,
        ),
        Applies(
            before="""
            plans = spark.table("plan").groupby("day")
            actuals = spark.table("actual").groupby("day")
            errors = plans.cogroup(actuals).applyInPandas(f, schema)
            """,
            after="""
            plans = spark.table("plan").groupby("day")
            actuals = spark.table("actual").groupby("day")
            errors = plans.cogroup(spark.table("actual")).applyInPandas(f, schema)
            """,
        ),
    ]
    leaves = [
        # Pair RDDs are not grouped before.
        Leaves("pairs = left_rdd.cogroup(right_rdd)"),
        Leaves("errors = plans.cogroup(actuals).applyInPandas(compare, schema)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "cogroup":
            return
        other = argument(node, "other", 0)
        used = self.program.parent(node)
        if (
            other is None
            or not isinstance(used, cst.Attribute)
            or used.attr.value != "applyInPandas"
        ):
            return
        groups = self.program.value_of(other.value) or other.value
        if (
            isinstance(groups, cst.Call)
            and isinstance(groups.func, cst.Attribute)
            and groups.func.attr.value in ("groupBy", "groupby")
        ):
            yield replace_value(node, other, groups.func.value)
