"""Does not wait for a stream to end before its result is read.

A batch's `write` comes back when all is written. A stream's `start` comes back at once and the
query runs beside the program: nothing raises, and the result is read before it is there.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

STARTING = ("start", "toTable")


class AwaitTerminationLeftOut(Mutator):
    id = "await-termination-left-out"
    title = "A stream that nobody waits for"
    misconception = "A stream has done its work by the time its `start` or `toTable` returns."
    principle = (
        "`start` and `toTable` only start the query, which runs in the background. With "
        "`trigger(availableNow=True)` it ends on its own, and `awaitTermination` waits for that."
    )
    hint = "What does the object that `start` returns stand for?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.ss/api/pyspark.sql.streaming.StreamingQuery.awaitTermination.html"
    seen = "https://learn.microsoft.com/en-us/fabric/data-engineering/structured-streaming-common-patterns"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            query = scored_df.writeStream.format("memory").queryName("scored")
            query.trigger(availableNow=True).start(outputMode="append").awaitTermination()
            rows = spark.table("scored").collect()
            """,
            after="""
            query = scored_df.writeStream.format("memory").queryName("scored")
            query.trigger(availableNow=True).start(outputMode="append")
            rows = spark.table("scored").collect()
            """,
        ),
        Applies(
            before="""
            (
                scored_df.writeStream.trigger(availableNow=True)
                .option("checkpointLocation", path)
                .toTable("main.ml.scores")
                .awaitTermination()
            )
            print(spark.read.table("main.ml.scores").count())
            """,
            after="""
            (
                scored_df.writeStream.trigger(availableNow=True)
                .option("checkpointLocation", path)
                .toTable("main.ml.scores")
            )
            print(spark.read.table("main.ml.scores").count())
            """,
        ),
    ]
    leaves = [
        # While the second stream is waited for, the first one may end.
        Leaves(
            """
            first_df.writeStream.format("memory").start(queryName="a").awaitTermination()
            second = second_df.writeStream.format("memory").queryName("b").start()
            second.awaitTermination()
            """
        ),
        Leaves("cluster.start().awaitTermination()"),
        # Nothing comes after it that could be too early.
        Leaves(
            """
            stream = scored_df.writeStream.format("memory").queryName("scored")
            stream.trigger(availableNow=True).start(outputMode="append").awaitTermination()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "awaitTermination"
            and isinstance(node.func.value, cst.Call)
            and isinstance(node.func.value.func, cst.Attribute)
            and node.func.value.func.attr.value in STARTING
            # Of two calls alike in their arguments the difference would be in two places.
            and len(node.func.value.args) != len(node.args)
            and "writeStream" in self.program.source
            and self._is_followed(node)
            and not self._is_waited_for_later(node)
        ):
            yield node.func.value.with_changes(lpar=node.lpar, rpar=node.rpar)

    def _is_followed(self, node: cst.Call) -> bool:
        """Whether a statement comes after this one."""
        _, last = self.program.lines(node)
        return any(self.program.lines(each)[0] > last for each in self.program.statements)

    def _is_waited_for_later(self, node: cst.Call) -> bool:
        """Whether the program waits for another stream after this one."""
        return any(
            isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "awaitTermination"
            and self.program.lines(call) > self.program.lines(node)
            for call in self.program.calls
        )
