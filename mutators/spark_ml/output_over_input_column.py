"""Lets a stage for texts write its result into the column that it reads.

A frame's own methods do so: `withColumn` with a name that exists replaces the column. A stage only
adds columns: an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

STAGES = tuple(
    f"pyspark.ml.feature.{name}"
    for name in "CountVectorizer HashingTF NGram RegexTokenizer StopWordsRemover Tokenizer".split()
)


class OutputOverInputColumn(Mutator):
    id = "output-over-input-column"
    title = "A stage that writes over its input"
    misconception = "A stage whose output has the name of its input replaces that column."
    principle = (
        "Stages keep the columns that are there and add new ones: `outputCol` must be a name that "
        "the frame does not have. What is no longer needed is dropped afterwards."
    )
    hint = "What happens to the column that a stage reads?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#transformers"
    breaks = Raises("IllegalArgumentException", match=r"(?i)column \w+ already exists")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import Tokenizer
            tokenizer = Tokenizer(inputCol="text", outputCol="words")
            """,
            after="""
            from pyspark.ml.feature import Tokenizer
            tokenizer = Tokenizer(inputCol="text", outputCol="text")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            words_df = F.StopWordsRemover(
                outputCol='kept', inputCol=words_column
            ).transform(df)
            """,
            after="""
            from pyspark.ml import feature as F
            words_df = F.StopWordsRemover(
                outputCol=words_column, inputCol=words_column
            ).transform(df)
            """,
        ),
    ]
    leaves = [
        Leaves('words_df = df.withColumn("words", F.split("text", " "))'),
        Leaves(
            """
            from mylib.text import Tokenizer
            tokenizer = Tokenizer(inputCol="text", outputCol="words")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        given, made = argument(node, "inputCol"), argument(node, "outputCol")
        if (
            given
            and made
            and self.calls(node, *STAGES)
            and isinstance(given.value, cst.SimpleString | cst.Name)
        ):
            yield replace_value(node, made, given.value)
