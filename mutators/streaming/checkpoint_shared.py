"""Gives a second stream the checkpoint of the first one.

One folder for all checkpoints looks tidy. The second query reads there that the rows have been
dealt with: nothing raises, and nothing is written.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, replace_value


class CheckpointShared(Mutator):
    id = "checkpoint-shared"
    title = "One checkpoint for two streams"
    misconception = "A checkpoint belongs to the source, so streams of one source can share it."
    principle = (
        "A checkpoint belongs to one query: it says what that query has read and written. A second "
        "query with the same `checkpointLocation` takes for done what the first one did."
    )
    hint = "What does a query look up first when it starts?"
    docs = "https://docs.databricks.com/aws/en/structured-streaming/checkpoints"
    seen = "https://mail-archive.com/issues@spark.apache.org/msg223717.html"
    prerequisites = ["checkpoint-left-out"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            df = spark.readStream.table("claims")
            a_df, b_df = one.transform(df), other.transform(df)
            a = a_df.writeStream.option("checkpointLocation", "cp/a").toTable("a")
            a.awaitTermination()
            b = b_df.writeStream.option("checkpointLocation", "cp/b").toTable("b")
            """,
            after="""
            df = spark.readStream.table("claims")
            a_df, b_df = one.transform(df), other.transform(df)
            a = a_df.writeStream.option("checkpointLocation", "cp/a").toTable("a")
            a.awaitTermination()
            b = b_df.writeStream.option("checkpointLocation", "cp/a").toTable("b")
            """,
        ),
        Applies(
            before="""
            claims = (
                spark.readStream.schema("id long").json("claims")
            )
            old = champion.transform(claims).select("id")
            new = claims.withColumn("score", score("id"))
            old.writeStream.option("checkpointLocation", f"{root}/old").toTable(
                "old"
            ).awaitTermination()
            new.writeStream.option(
                "checkpointLocation", f"{root}/new"
            ).toTable("new").awaitTermination()
            """,
            after="""
            claims = (
                spark.readStream.schema("id long").json("claims")
            )
            old = champion.transform(claims).select("id")
            new = claims.withColumn("score", score("id"))
            old.writeStream.option("checkpointLocation", f"{root}/old").toTable(
                "old"
            ).awaitTermination()
            new.writeStream.option(
                "checkpointLocation", f"{root}/old"
            ).toTable("new").awaitTermination()
            """,
        ),
    ]
    leaves = [
        # Of another source: the second one fails, or does its work.
        Leaves(
            """
            a_df = spark.readStream.schema("id long").json("claims")
            a = a_df.writeStream.option("checkpointLocation", "cp/a").toTable("a")
            a.awaitTermination()
            b_df = spark.readStream.table("a")
            b = b_df.writeStream.option("checkpointLocation", "cp/b").toTable("b")
            """
        ),
        # Both run at once: there the second one fails.
        Leaves(
            """
            a_df = b_df = spark.readStream.table("claims")
            a = a_df.writeStream.option("checkpointLocation", "cp/a").toTable("a")
            b = b_df.writeStream.option("checkpointLocation", "cp/b").toTable("b")
            """
        ),
        Leaves('a_df.writeStream.option("checkpointLocation", "cp/a").toTable("a")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        options = [call for call in self.program.calls if self._is_checkpoint(call)]
        if len(options) != 2 or node is not max(options, key=self.program.lines):
            return
        first = min(options, key=self.program.lines)
        waits = [
            call
            for call in self.program.calls
            if isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "awaitTermination"
            and self._ends_before(call, node)
        ]
        if (
            waits
            and not first.args[1].value.deep_equals(node.args[1].value)
            and self._sources(first) & self._sources(node)
        ):
            yield replace_value(node, node.args[1], first.args[1].value)

    def _sources(self, node: cst.BaseExpression) -> set[cst.CSTNode]:
        """Every `readStream` that an expression is made from, also behind names."""
        found: set[cst.CSTNode] = set()
        seen: set[cst.CSTNode] = set()
        waiting: list[cst.CSTNode] = [node]
        while waiting:
            part = waiting.pop()
            seen.add(part)
            found.update(m.findall(part, m.Attribute(attr=m.Name("readStream"))))
            names = (each for each in m.findall(part, m.Name()) if isinstance(each, cst.Name))
            made = {self.program.value_of(name) for name in names}
            waiting += [each for each in made if each is not None and each not in seen]
        return found

    def _ends_before(self, wait: cst.Call, option: cst.Call) -> bool:
        return self.program.lines(wait)[1] < self.program.lines(option)[0]

    def _is_checkpoint(self, call: cst.Call) -> bool:
        return (
            isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "option"
            and len(call.args) == 2
            and isinstance(call.args[0].value, cst.SimpleString)
            and call.args[0].value.evaluated_value == "checkpointLocation"
        )
