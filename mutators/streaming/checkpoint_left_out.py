"""Leaves out the checkpoint of a stream into a table.

It looks like an option for large jobs that may fail. Without it Spark cannot tell which rows the
table has already: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises


class CheckpointLeftOut(Mutator):
    id = "checkpoint-left-out"
    title = "A stream into a table without a checkpoint"
    misconception = "A checkpoint is an extra that only long-running streams need."
    principle = (
        "A stream into a table or files needs a `checkpointLocation`, where it notes what it has "
        "done. Only sinks for tests, such as memory and console, and `foreachBatch` do without."
    )
    hint = "How does the query know tomorrow which files it has scored today?"
    docs = "https://docs.databricks.com/aws/en/structured-streaming/checkpoints"
    seen = "https://github.com/apache/spark/pull/12998"
    breaks = Raises("AnalysisException", match=r"checkpointLocation must be specified")
    applies = [
        Applies(
            before="""
            query = scored_df.writeStream.option("checkpointLocation", path).toTable("scores")
            """,
            after="""
            query = scored_df.writeStream.toTable("scores")
            """,
        ),
        Applies(
            before="""
            (
                risk_df.writeStream.trigger(availableNow=True)
                .option(key="checkpointLocation", value="checkpoints/risks")
                .toTable(tableName="risks", outputMode="append")
                .awaitTermination()
            )
            """,
            after="""
            (
                risk_df.writeStream.trigger(availableNow=True)
                .toTable(tableName="risks", outputMode="append")
                .awaitTermination()
            )
            """,
        ),
    ]
    leaves = [
        # There it works without.
        Leaves(
            """
            scored_df.writeStream.option("checkpointLocation", path).foreachBatch(save).start()
            """
        ),
        Leaves('scored_df.write.option("compression", "snappy").saveAsTable("scores")'),
        # The session knows a folder for all streams.
        Leaves(
            """
            spark.conf.set("spark.sql.streaming.checkpointLocation", root)
            query = scored_df.writeStream.option("checkpointLocation", path).toTable("scores")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "option"
            and node.args
            # Of two calls alike in their arguments the difference would be in two places.
            and not m.matches(node.func.value, m.Call(args=[m.Arg(), m.Arg()]))
            and isinstance(node.args[0].value, cst.SimpleString)
            and node.args[0].value.evaluated_value == "checkpointLocation"
            and "spark.sql.streaming.checkpointLocation" not in self.program.source
            and self._goes_into_table(node)
        ):
            yield node.func.value

    def _goes_into_table(self, node: cst.Call) -> bool:
        """Whether the chain of calls around an option ends with `toTable`."""
        for around in self.program.ancestors(node):
            if not isinstance(around, cst.Attribute | cst.Call):
                return False
            if isinstance(around, cst.Attribute) and around.attr.value == "toTable":
                return True
        return False
