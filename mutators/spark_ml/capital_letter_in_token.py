"""Looks for a token as it is written in the text, with its capital letter.

The text has the word so, and splitting changes no letters elsewhere. A Tokenizer writes all words
in lower case: nothing raises, and no row holds the word.
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

SPLITTERS = ("pyspark.ml.feature.Tokenizer", "pyspark.ml.feature.RegexTokenizer")
WORDS_TO_WORDS = ("pyspark.ml.feature.StopWordsRemover",)
LOOKING = tuple(
    f"pyspark.sql.functions.{name}" for name in ("array_contains", "array_position", "array_remove")
)


class CapitalLetterInToken(Mutator):
    id = "capital-letter-in-token"
    title = "A capital letter in a token"
    misconception = "A Tokenizer leaves the words as the text has them."
    principle = (
        "A Tokenizer turns the text into lower case before it splits it. RegexTokenizer does so "
        "too unless it is told `toLowercase=False`. Comparisons with tokens need lower case."
    )
    hint = "What else does a Tokenizer do with a text, beside splitting it?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.feature.Tokenizer.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import Tokenizer
            from pyspark.sql import functions as F
            words_df = Tokenizer(inputCol="review", outputCol="words").transform(df)
            words_df.filter(F.array_contains("words", "oslo")).show()
            """,
            after="""
            from pyspark.ml.feature import Tokenizer
            from pyspark.sql import functions as F
            words_df = Tokenizer(inputCol="review", outputCol="words").transform(df)
            words_df.filter(F.array_contains("words", "Oslo")).show()
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as f
            from pyspark.sql.functions import array_remove, col
            stages = [
                f.RegexTokenizer(inputCol="t", outputCol="raw", pattern=","),
                f.StopWordsRemover(inputCol="raw", outputCol="tokens"),
            ]
            rest = scored.select(
                array_remove(col("tokens"), 'acme'),
            )
            """,
            after="""
            from pyspark.ml import feature as f
            from pyspark.sql.functions import array_remove, col
            stages = [
                f.RegexTokenizer(inputCol="t", outputCol="raw", pattern=","),
                f.StopWordsRemover(inputCol="raw", outputCol="tokens"),
            ]
            rest = scored.select(
                array_remove(col("tokens"), 'Acme'),
            )
            """,
        ),
    ]
    leaves = [
        # The tokens keep their case.
        Leaves(
            """
            from pyspark.ml.feature import RegexTokenizer
            from pyspark.sql import functions as F
            t = RegexTokenizer(inputCol="review", outputCol="words", toLowercase=False)
            t.transform(df).filter(F.array_contains("words", "oslo"))
            """
        ),
        # Words that no Tokenizer made.
        Leaves(
            """
            from pyspark.sql import functions as F
            df.withColumn("words", F.split("review", " ")).filter(F.array_contains("words", "oslo"))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, *LOOKING):
            return
        column, word = argument(node, "col", 0), argument(node, "value", 1)
        if word is None:
            word = argument(node, "element", 1)
        if column is None or word is None or not isinstance(word.value, cst.SimpleString):
            return
        text = word.value.evaluated_value
        if (
            isinstance(text, str)
            and text.capitalize() != text
            and self._column(column.value) in self._tokens()
        ):
            yield replace_value(node, word, with_text(word.value, text.capitalize()))

    def _column(self, node: cst.BaseExpression) -> str | None:
        """The name of the column that an expression is."""
        if self.calls(node, "pyspark.sql.functions.col", "pyspark.sql.functions.column"):
            assert isinstance(node, cst.Call)
            node = node.args[0].value
        if isinstance(node, cst.SimpleString) and isinstance(node.evaluated_value, str):
            return node.evaluated_value
        return None

    def _tokens(self) -> set[str]:
        """The columns of tokens in lower case that the program's stages make."""
        found: set[str] = set()
        for kinds in (SPLITTERS, WORDS_TO_WORDS):
            for call in self.program.calls:
                given, made = argument(call, "inputCol"), argument(call, "outputCol")
                if not self.calls(call, *kinds) or given is None or made is None:
                    continue
                lower = argument(call, "toLowercase") is None
                if kinds is WORDS_TO_WORDS:
                    lower = self._column(given.value) in found
                name = self._column(made.value)
                if lower and name:
                    found.add(name)
        return found
