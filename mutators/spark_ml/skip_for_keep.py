"""Handles invalid values with "skip" where "keep" is meant.

"Skip" sounds as if the value were passed over. It is the row that is: nothing raises, and the
result has fewer rows.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import (
    Applies,
    FailsCheck,
    Leaves,
    Mutator,
    argument,
    replace_value,
    with_text,
)

STAGES = tuple(
    f"pyspark.ml.feature.{name}"
    for name in (
        "Bucketizer",
        "QuantileDiscretizer",
        "StringIndexer",
        "VectorAssembler",
        "VectorIndexer",
    )
)
"""The stages of pyspark 4.3 that know both values."""


class SkipForKeep(Mutator):
    id = "skip-for-keep"
    title = "Rows with invalid values are dropped"
    misconception = 'handleInvalid="skip" passes over an invalid value and keeps its row.'
    principle = (
        '"skip" leaves out the whole row that has an invalid value. "keep" keeps the row and gives '
        "the value a place of its own, such as one more category."
    )
    hint = "What exactly is skipped: a value, a column or a row?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#stringindexer"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(
                inputCol="plan",
                outputCol="plan_idx",
                handleInvalid="keep",
            )
            """,
            after="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(
                inputCol="plan",
                outputCol="plan_idx",
                handleInvalid="skip",
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.feature as F
            assembler = F.VectorAssembler(inputCols=columns).setHandleInvalid('keep')
            """,
            after="""
            import pyspark.ml.feature as F
            assembler = F.VectorAssembler(inputCols=columns).setHandleInvalid('skip')
            """,
        ),
    ]
    leaves = [
        # An encoder has no "skip".
        Leaves(
            """
            from pyspark.ml.feature import OneHotEncoder
            encoder = OneHotEncoder(inputCol="a", outputCol="b", handleInvalid="keep")
            """
        ),
        Leaves('indexer = StringIndexer(inputCol="a", handleInvalid="keep")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *STAGES):
            invalid = argument(node, "handleInvalid")
        elif self.calls(node, *(f"{stage}.setHandleInvalid" for stage in STAGES)):
            invalid = argument(node, "value", 0)
        else:
            return
        if (
            invalid
            and isinstance(invalid.value, cst.SimpleString)
            and invalid.value.evaluated_value == "keep"
        ):
            yield replace_value(node, invalid, with_text(invalid.value, "skip"))
