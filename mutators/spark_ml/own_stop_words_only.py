"""Gives StopWordsRemover one's own words without those of the language.

Own words look like an addition to a list that is there by default. They take its place: nothing
raises, and every "the" and "and" becomes a feature.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value

REMOVER = "pyspark.ml.feature.StopWordsRemover"


class OwnStopWordsOnly(Mutator):
    id = "own-stop-words-only"
    title = "Own stop words without the default ones"
    misconception = "`stopWords` adds words to the default list."
    principle = (
        "`stopWords` replaces the default list of English words. To have both, join your own words "
        "to what `StopWordsRemover.loadDefaultStopWords` returns."
    )
    hint = "What becomes of a parameter's default once the parameter is given?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#stopwordsremover"
    seen = "https://github.com/sparklyr/sparklyr/issues/1176"
    breaks = FailsCheck(match=r"(?i)filler|stop word|English")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StopWordsRemover
            common = StopWordsRemover.loadDefaultStopWords("english")
            remover = StopWordsRemover(
                inputCol="words", outputCol="kept", stopWords=common + ["acme", "inc"]
            )
            """,
            after="""
            from pyspark.ml.feature import StopWordsRemover
            common = StopWordsRemover.loadDefaultStopWords("english")
            remover = StopWordsRemover(
                inputCol="words", outputCol="kept", stopWords=["acme", "inc"]
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            F.StopWordsRemover(
                stopWords=[*F.StopWordsRemover.loadDefaultStopWords("german"), "gmbh"],
                inputCol="w",
                outputCol="k",
            ).transform(df)
            """,
            after="""
            from pyspark.ml import feature as F
            F.StopWordsRemover(
                stopWords=["gmbh"],
                inputCol="w",
                outputCol="k",
            ).transform(df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import StopWordsRemover
            remover = StopWordsRemover(inputCol="words", outputCol="kept", stopWords=["acme"])
            """
        ),
        Leaves(
            """
            from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer
            CountVectorizer(stop_words=[*ENGLISH_STOP_WORDS, "acme"])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        words = argument(node, "stopWords")
        if words is None or not self.calls(node, REMOVER):
            return
        match words.value:
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
                if self._is_default(left) and isinstance(right, cst.List):
                    yield replace_value(node, words, right)
                elif self._is_default(right) and isinstance(left, cst.List):
                    yield replace_value(node, words, left)
            case cst.List(elements=elements):
                own = [
                    each
                    for each in elements
                    if not (isinstance(each, cst.StarredElement) and self._is_default(each.value))
                ]
                if own and len(own) < len(elements):
                    last = own[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
                    yield replace_value(
                        node, words, words.value.with_changes(elements=[*own[:-1], last])
                    )

    def _is_default(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is the list that comes with Spark."""
        value = self.program.value_of(node) or node
        return self.calls(value, f"{REMOVER}.loadDefaultStopWords")
