"""Gives HashingTF or CountVectorizer the text itself.

scikit-learn's vectorizers split texts into words on their own. Spark's count what is in an array,
and want one: an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

COUNTERS = (
    "pyspark.ml.feature.CountVectorizer",
    "pyspark.ml.feature.HashingTF",
    "pyspark.ml.feature.NGram",
    "pyspark.ml.feature.StopWordsRemover",
)
SPLITTERS = ("pyspark.ml.feature.RegexTokenizer", "pyspark.ml.feature.Tokenizer")


class TextInVectorizer(Mutator):
    id = "text-in-vectorizer"
    title = "The text where words are needed"
    misconception = "Stages that work on words split the text into words themselves."
    principle = (
        "HashingTF, CountVectorizer, NGram and StopWordsRemover take a column of arrays of words. "
        "A Tokenizer or RegexTokenizer makes it from the text, and they read its `outputCol`."
    )
    hint = "Of what type is the column that this stage reads?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#tf-idf"
    breaks = Raises(
        "IllegalArgumentException",
        match=r"must be (array|of type equal to one of the following types: \[array)",
    )
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import HashingTF, Tokenizer
            tokenizer = Tokenizer(inputCol="text", outputCol="words")
            hashing = HashingTF(inputCol="words", outputCol="features", numFeatures=64)
            """,
            after="""
            from pyspark.ml.feature import HashingTF, Tokenizer
            tokenizer = Tokenizer(inputCol="text", outputCol="words")
            hashing = HashingTF(inputCol="text", outputCol="features", numFeatures=64)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.feature as f
            stages = [
                f.RegexTokenizer(outputCol="tokens", inputCol='body'),
                f.CountVectorizer(outputCol="counts", inputCol='tokens'),
            ]
            """,
            after="""
            import pyspark.ml.feature as f
            stages = [
                f.RegexTokenizer(outputCol="tokens", inputCol='body'),
                f.CountVectorizer(outputCol="counts", inputCol='body'),
            ]
            """,
        ),
    ]
    leaves = [
        # Nothing says which column is the text.
        Leaves(
            """
            from pyspark.ml.feature import HashingTF
            hashing = HashingTF(inputCol="words", outputCol="features")
            """
        ),
        Leaves(
            """
            from pyspark.ml.feature import Tokenizer
            from mylib import HashingTF
            tokenizer = Tokenizer(inputCol="text", outputCol="words")
            hashing = HashingTF(inputCol="words", outputCol="features")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        words = argument(node, "inputCol")
        if words is None or not self.calls(node, *COUNTERS):
            return
        texts = [
            text.value
            for call in self.program.calls
            if self.calls(call, *SPLITTERS) and (text := argument(call, "inputCol"))
        ]
        if len(texts) == 1 and isinstance(texts[0], cst.SimpleString | cst.Name):
            yield replace_value(node, words, texts[0])
