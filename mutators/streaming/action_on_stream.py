"""Collects the rows of a streaming frame instead of those of its table.

The frame has `collect` and `count` as every frame has. A stream's rows exist only where the query
has written them: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

ACTIONS = ("collect", "count", "first", "head", "show", "take", "toPandas")
NAMING = ("queryName", "toTable")


class ActionOnStream(Mutator):
    id = "action-on-stream"
    title = "Rows asked of a stream itself"
    misconception = "Once its query runs, a streaming frame can be collected like any other."
    principle = (
        "Actions such as `collect`, `count` or `toPandas` do not run on a stream. The query writes "
        "the rows into a table, and that is what is read."
    )
    hint = "Where are the rows that the query has scored?"
    docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#unsupported-operations"
    breaks = Raises("AnalysisException", match=r"must be executed with writeStream\.start")
    applies = [
        Applies(
            before="""
            query = scored_df.writeStream.option("checkpointLocation", path).toTable("scores")
            query.awaitTermination()
            rows = spark.table("scores").collect()
            """,
            after="""
            query = scored_df.writeStream.option("checkpointLocation", path).toTable("scores")
            query.awaitTermination()
            rows = scored_df.collect()
            """,
        ),
        Applies(
            before="""
            (
                risk_df.writeStream.format("memory")
                .queryName("risks")
                .trigger(availableNow=True)
                .start()
                .awaitTermination()
            )
            print(session.read.table("risks").orderBy("id").toPandas())
            """,
            after="""
            (
                risk_df.writeStream.format("memory")
                .queryName("risks")
                .trigger(availableNow=True)
                .start()
                .awaitTermination()
            )
            print(risk_df.orderBy("id").toPandas())
            """,
        ),
    ]
    leaves = [
        # Another table than the stream's.
        Leaves(
            """
            scored_df.writeStream.option("checkpointLocation", path).toTable("scores")
            rows = spark.table("claims").collect()
            """
        ),
        Leaves('rows = spark.table("scores").collect()'),
        # The frame's name means nothing outside of the function.
        Leaves(
            """
            def score(claims_df):
                scored_df = model.transform(claims_df)
                query = scored_df.writeStream.option("checkpointLocation", path).toTable("scores")
                query.awaitTermination()

            score(claims_df)
            rows = spark.table("scores").collect()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Name]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "table":
            return
        name = argument(node, "tableName", 0)
        if name is None or not isinstance(name.value, cst.SimpleString):
            return
        frame = self._stream_into(name.value.evaluated_value)
        if (
            frame is not None
            and self._function_around(frame) in (None, self._function_around(node))
            and self._is_asked_for_rows(node)
        ):
            yield cst.Name(frame.value)

    def _function_around(self, node: cst.CSTNode) -> cst.CSTNode | None:
        around = self.program.ancestors(node)
        return next((each for each in around if isinstance(each, cst.FunctionDef)), None)

    def _stream_into(self, table: object) -> cst.Name | None:
        """The name, as it stands there, of the frame that a query writes into a table."""
        for call in self.program.calls:
            if (
                not isinstance(call.func, cst.Attribute)
                or call.func.attr.value not in NAMING
                or not call.args
                or not isinstance(call.args[0].value, cst.SimpleString)
                or call.args[0].value.evaluated_value != table
            ):
                continue
            inner: cst.BaseExpression = call
            while isinstance(inner, cst.Call) and isinstance(inner.func, cst.Attribute):
                inner = inner.func.value
            if m.matches(inner, m.Attribute(value=m.Name(), attr=m.Name("writeStream"))):
                assert isinstance(inner, cst.Attribute)
                assert isinstance(inner.value, cst.Name)
                return inner.value
        return None

    def _is_asked_for_rows(self, node: cst.Call) -> bool:
        """Whether the chain of calls that begins here ends with an action."""
        for around in self.program.ancestors(node):
            if not isinstance(around, cst.Attribute | cst.Call):
                return False
            if isinstance(around, cst.Attribute) and around.attr.value in ACTIONS:
                return True
        return False
