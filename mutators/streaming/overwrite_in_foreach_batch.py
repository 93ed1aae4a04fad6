"""Writes each batch of a stream with the mode `overwrite`.

In a job that runs once it makes the job repeatable. The function is called for every batch:
nothing raises, and only what the last batch held is left.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import (
    Applies,
    FailsCheck,
    Leaves,
    Mutator,
    argument,
    replace_value,
    with_text,
)


class OverwriteInForeachBatch(Mutator):
    id = "overwrite-in-foreach-batch"
    title = "overwrite with each batch"
    misconception = "`foreachBatch` hands the rows of the whole stream to its function."
    principle = (
        "`foreachBatch` calls its function once for each batch, with the rows of that batch alone. "
        "A write in mode `overwrite` throws away what the batches before have written."
    )
    hint = "How often is this function called, and with which rows?"
    docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#using-foreach-and-foreachbatch"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            def save(batch_df, batch_id):
                batch_df.write.mode("append").saveAsTable("scores")

            query = scored_df.writeStream.foreachBatch(save).start()
            """,
            after="""
            def save(batch_df, batch_id):
                batch_df.write.mode("overwrite").saveAsTable("scores")

            query = scored_df.writeStream.foreachBatch(save).start()
            """,
        ),
        Applies(
            before="""
            def keep_high(batch, number):
                high = batch.filter("risk > 0.5")
                high.write.mode(
                    saveMode='append'
                ).parquet("high")

            scored_df.writeStream.foreachBatch(func=keep_high).start().awaitTermination()
            """,
            after="""
            def keep_high(batch, number):
                high = batch.filter("risk > 0.5")
                high.write.mode(
                    saveMode='overwrite'
                ).parquet("high")

            scored_df.writeStream.foreachBatch(func=keep_high).start().awaitTermination()
            """,
        ),
    ]
    leaves = [
        # Not called for each batch.
        Leaves(
            """
            def save(df):
                df.write.mode("append").saveAsTable("scores")

            save(scored_df)
            """
        ),
        Leaves('scored_df.write.mode("append").saveAsTable("scores")'),
        # Each batch has a folder of its own.
        Leaves(
            """
            def save(batch_df, batch_id):
                batch_df.write.mode("append").parquet(f"scores/{batch_id}")

            scored_df.writeStream.foreachBatch(save).start()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "mode":
            return
        mode = argument(node, "saveMode", 0)
        if (
            mode is not None
            and isinstance(mode.value, cst.SimpleString)
            and mode.value.evaluated_value == "append"
            and self._is_for_each_batch(node)
            and not self._knows_its_batch(node)
        ):
            yield replace_value(node, mode, with_text(mode.value, "overwrite"))

    def _knows_its_batch(self, node: cst.Call) -> bool:
        """Whether the number of the batch, the function's second parameter, is made use of."""
        for around in self.program.ancestors(node):
            if isinstance(around, cst.FunctionDef) and len(around.params.params) > 1:
                number = around.params.params[1].name.value
                return bool(m.findall(around.body, m.Name(number)))
        return False

    def _is_for_each_batch(self, node: cst.Call) -> bool:
        """Whether a call stands in a function that `foreachBatch` is given."""
        names = {
            around.name.value
            for around in self.program.ancestors(node)
            if isinstance(around, cst.FunctionDef)
        }
        return any(
            isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "foreachBatch"
            and bool(call.args)
            and isinstance(call.args[0].value, cst.Name)
            and call.args[0].value.value in names
            for call in self.program.calls
        )
