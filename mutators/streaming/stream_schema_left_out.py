"""Leaves out the schema of a stream of files.

`spark.read` looks into the files and finds out what they hold. A stream's files are still to come:
an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

FILES = ("csv", "json", "orc", "parquet")


class StreamSchemaLeftOut(Mutator):
    id = "stream-schema-left-out"
    title = "A stream of files without a schema"
    misconception = "A stream finds out the columns of its files as `spark.read` does."
    principle = (
        "A stream of files needs its schema beforehand. It is inferred only where "
        "`spark.sql.streaming.schemaInference` is set, or by Auto Loader on Databricks."
    )
    hint = "Which files could be looked into before the stream has begun?"
    docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#schema-inference-and-partition-of-streaming-dataframesdatasets"
    breaks = Raises("IllegalArgumentException", match=r"Schema must be specified")
    applies = [
        Applies(
            before="""
            claims_df = spark.readStream.schema("id long, amount double").json("claims")
            """,
            after="""
            claims_df = spark.readStream.json("claims")
            """,
        ),
        Applies(
            before="""
            events = (
                session.readStream.option("maxFilesPerTrigger", 1)
                .schema(event_type)
                .format("parquet")
                .load(path)
            )
            """,
            after="""
            events = (
                session.readStream.option("maxFilesPerTrigger", 1)
                .format("parquet")
                .load(path)
            )
            """,
        ),
    ]
    leaves = [
        Leaves('claims_df = spark.read.schema("id long, amount double").json("claims")'),
        # The session says that schemas are inferred.
        Leaves(
            """
            spark.conf.set("spark.sql.streaming.schemaInference", True)
            df = spark.readStream.schema(claim_type).json("claims")
            """
        ),
        # Auto Loader can infer it.
        Leaves(
            """
            df = spark.readStream.schema(claim_type).format("cloudFiles").load("claims")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "schema"
            # Of two calls alike in their arguments the difference would be in two places.
            and not m.matches(node.func.value, m.Call(args=[m.Arg()]))
            and "spark.sql.streaming.schemaInference" not in self.program.source
            and self._begins_with_stream(node.func.value)
            and self._is_of_files(node)
        ):
            yield node.func.value

    def _begins_with_stream(self, node: cst.BaseExpression) -> bool:
        while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            node = node.func.value
        return m.matches(node, m.Attribute(attr=m.Name("readStream")))

    def _is_of_files(self, node: cst.Call) -> bool:
        """Whether the chain of calls around this one names a format of files."""
        for around in self.program.ancestors(node):
            if not isinstance(around, cst.Attribute | cst.Call):
                return False
            if isinstance(around, cst.Call) and isinstance(around.func, cst.Attribute):
                method = around.func.attr.value
                if method in FILES:
                    return True
                if method == "format" and around.args:
                    value = around.args[0].value
                    return isinstance(value, cst.SimpleString) and value.evaluated_value in FILES
        return False
