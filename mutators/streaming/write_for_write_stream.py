"""Writes a stream with `write`.

All else of a streaming frame looks like that of any frame, and a model's `transform` takes it. But
what has no end cannot be written once: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class WriteForWriteStream(Mutator):
    id = "write-for-write-stream"
    title = "write of a stream"
    misconception = "Once a stream has been read, its rows are written as those of any frame."
    principle = (
        "A frame that comes from `readStream` stays a stream through every `select` and "
        "`transform`. It is written by `writeStream` alone."
    )
    hint = "What kind of frame comes out of a transformation of a stream?"
    docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#starting-streaming-queries"
    breaks = Raises("AnalysisException", match=r"`write` can not be called on streaming")
    applies = [
        Applies(
            before="""
            scored_df = model.transform(spark.readStream.table("claims"))
            query = scored_df.writeStream.option("checkpointLocation", path).toTable("scores")
            """,
            after="""
            scored_df = model.transform(spark.readStream.table("claims"))
            query = scored_df.write.option("checkpointLocation", path).toTable("scores")
            """,
        ),
        Applies(
            before="""
            (
                model.transform(spark.readStream.format("rate").load())
                .writeStream.foreachBatch(save)
                .start()
            )
            """,
            after="""
            (
                model.transform(spark.readStream.format("rate").load())
                .write.foreachBatch(save)
                .start()
            )
            """,
        ),
    ]
    leaves = [
        Leaves('scored_df.write.mode("append").saveAsTable("scores")'),
        # Not a frame's property.
        Leaves('socket.writeStream("hello")'),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        around = self.program.parent(node)
        called = isinstance(around, cst.Call) and around.func is node
        if node.attr.value == "writeStream" and not called:
            yield node.with_changes(attr=node.attr.with_changes(value="write"))
