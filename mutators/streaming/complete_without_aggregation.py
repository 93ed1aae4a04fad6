"""Asks for all rows of a stream of predictions in `complete` mode.

Complete sounds as if it left nothing out. It writes the whole result anew with each batch, which
Spark keeps for aggregations only: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import (
    Applies,
    Leaves,
    Mutator,
    Raises,
    argument,
    replace_value,
    with_text,
)

GROUPING = ("groupBy", "groupby", "agg", "count", "distinct", "dropDuplicates")


class CompleteWithoutAggregation(Mutator):
    id = "complete-without-aggregation"
    title = "complete mode without an aggregation"
    misconception = "In `append` mode rows can be left out, and in `complete` mode none are."
    principle = (
        "`append` writes each new row once, which is what predictions need. `complete` writes the "
        "whole result again and again: files cannot, and other sinks do it for aggregations only."
    )
    hint = "What would Spark have to keep in memory to write the whole result again?"
    docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#output-modes"
    breaks = Raises("AnalysisException", match=r"output mode: complete")
    applies = [
        Applies(
            before="""
            query = scored_df.writeStream.outputMode("append").format("console").start()
            """,
            after="""
            query = scored_df.writeStream.outputMode("complete").format("console").start()
            """,
        ),
        Applies(
            before="""
            writer = model.transform(claims).writeStream.format("memory")
            writer.queryName("scores").outputMode(
                outputMode='append'
            ).start()
            """,
            after="""
            writer = model.transform(claims).writeStream.format("memory")
            writer.queryName("scores").outputMode(
                outputMode='complete'
            ).start()
            """,
        ),
    ]
    leaves = [
        # Aggregated: with `complete` it would work.
        Leaves(
            """
            counts = scored.withWatermark("t", "1 hour").groupBy("t").count()
            counts.writeStream.outputMode("append").start("counts")
            """
        ),
        Leaves(
            """
            ids = scored.withWatermark("t", "1 hour").distinct()
            ids.writeStream.outputMode("append").format("console").start()
            """
        ),
        Leaves('table.outputMode("append")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "outputMode":
            return
        mode = argument(node, "outputMode", 0)
        if (
            mode is not None
            and isinstance(mode.value, cst.SimpleString)
            and mode.value.evaluated_value == "append"
            and self._has("writeStream")
            and not any(self._has(name) for name in GROUPING)
        ):
            yield replace_value(node, mode, with_text(mode.value, "complete"))

    def _has(self, name: str) -> bool:
        return any(
            isinstance(node, cst.Attribute) and node.attr.value == name
            for node in self.program.nodes
        )
