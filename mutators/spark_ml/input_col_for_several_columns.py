"""Gives a list of columns to `inputCol`.

Spark ML has both spellings, and outputs mostly are `outputCol`. A stage that only reads several
columns, such as VectorAssembler, has no `inputCol`; one that has both, such as StringIndexer,
refuses a list there. Either way the constructor raises a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_keyword

STAGES = tuple(
    f"pyspark.ml.feature.{name}"
    for name in (
        "Binarizer Bucketizer FeatureHasher Imputer Interaction OneHotEncoder "
        "QuantileDiscretizer StopWordsRemover StringIndexer TargetEncoder VectorAssembler"
    ).split()
)
"""The stages of pyspark 4.3 whose constructor takes `inputCols`."""


class InputColForSeveralColumns(Mutator):
    id = "input-col-for-several-columns"
    title = "A list in inputCol"
    misconception = "`inputCol` takes whatever a stage reads, one column or a list of them."
    principle = (
        "`inputCol` is the name of one column, a string. A stage that reads several columns takes "
        "their list in `inputCols`."
    )
    hint = "How does the parameter's name tell one column from several?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#vectorassembler"
    breaks = Raises(
        "TypeError",
        match=r"unexpected keyword argument 'inputCol'|value given for param \"inputCol\"",
    )
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(
                inputCols=["amount", "hour"], outputCol="features"
            )
            """,
            after="""
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(
                inputCol=["amount", "hour"], outputCol="features"
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.feature as F
            names = ["plan", "region"]
            indexer = F.StringIndexer(outputCols=["p", "r"], inputCols=names)
            """,
            after="""
            import pyspark.ml.feature as F
            names = ["plan", "region"]
            indexer = F.StringIndexer(outputCols=["p", "r"], inputCol=names)
            """,
        ),
    ]
    leaves = [
        # What is behind the name is not to be seen.
        Leaves(
            """
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCols=names, outputCols=outputs)
            """
        ),
        Leaves(
            """
            from mylib.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["amount", "hour"], outputCol="features")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, *STAGES):
            return
        columns = argument(node, "inputCols")
        renamed = rename_keyword(node, "inputCols", "inputCol")
        if columns and renamed and self.is_a(columns.value, "builtins.list"):
            yield renamed
