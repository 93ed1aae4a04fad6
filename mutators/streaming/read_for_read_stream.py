"""Reads with `read` what is to be written as a stream.

A stream seems to be a matter of how the result is written. `writeStream` wants a frame that is one
already: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

STREAMS = ("cloudFiles", "rate", "rate-micro-batch", "socket")


class ReadForReadStream(Mutator):
    id = "read-for-read-stream"
    title = "read at the head of a stream"
    misconception = "`writeStream` makes a stream of any frame."
    principle = (
        "Whether a frame is a stream is decided where it is read: by `spark.readStream`. A frame "
        "from `spark.read` is a batch, which `writeStream` refuses."
    )
    hint = "Which statement decides whether new rows will be looked for?"
    docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#creating-streaming-dataframes-and-streaming-datasets"
    breaks = Raises("AnalysisException", match=r"`writeStream` can be called only on streaming")
    applies = [
        Applies(
            before="""
            claims_df = spark.readStream.schema("id long").json("claims")
            query = model.transform(claims_df).writeStream.format("console").start()
            """,
            after="""
            claims_df = spark.read.schema("id long").json("claims")
            query = model.transform(claims_df).writeStream.format("console").start()
            """,
        ),
        Applies(
            before="""
            events = (
                session.readStream
                .table("main.ml.events")
            )
            events.withColumn("p", predict("x")).writeStream.toTable("main.ml.scores")
            """,
            after="""
            events = (
                session.read
                .table("main.ml.events")
            )
            events.withColumn("p", predict("x")).writeStream.toTable("main.ml.scores")
            """,
        ),
    ]
    leaves = [
        Leaves('claims_df = spark.read.json("claims")'),
        # There is no batch of these.
        Leaves(
            """
            ticks = spark.readStream.format("rate").load()
            ticks.writeStream.format("console").start()
            """
        ),
        # Nothing is written as a stream here.
        Leaves('claims_df = spark.readStream.schema("id long").json("claims")'),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        around = self.program.parent(node)
        called = isinstance(around, cst.Call) and around.func is node
        if (
            node.attr.value == "readStream"
            and not called
            and self._is_written()
            and not self._only_streams(node)
        ):
            yield node.with_changes(attr=node.attr.with_changes(value="read"))

    def _only_streams(self, node: cst.Attribute) -> bool:
        """Whether the chain of calls that begins here names a source that has no batches."""
        for around in self.program.ancestors(node):
            if not isinstance(around, cst.Attribute | cst.Call):
                return False
            if m.matches(around, m.Call(func=m.Attribute(attr=m.Name("format")))):
                assert isinstance(around, cst.Call)
                return any(
                    isinstance(arg.value, cst.SimpleString) and arg.value.raw_value in STREAMS
                    for arg in around.args
                )
        return False

    def _is_written(self) -> bool:
        return any(
            isinstance(node, cst.Attribute) and node.attr.value == "writeStream"
            for node in self.program.nodes
        )
