"""Gives OneHotEncoder the columns of strings instead of their indices.

scikit-learn's OneHotEncoder takes strings. Spark's takes category indices, as StringIndexer makes
them: an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

INDEXER = "pyspark.ml.feature.StringIndexer"
ENCODER = "pyspark.ml.feature.OneHotEncoder"


class OneHotOnStrings(Mutator):
    id = "one-hot-on-strings"
    title = "OneHotEncoder on strings"
    misconception = "OneHotEncoder numbers the categories of a string column by itself."
    principle = (
        "Spark's OneHotEncoder takes columns of category indices; a StringIndexer has to turn the "
        "strings into indices before."
    )
    hint = "What does StringIndexer produce, and who needs it?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#onehotencoder"
    breaks = Raises("IllegalArgumentException", match=r"must be of type numeric but .* type string")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import OneHotEncoder, StringIndexer
            indexer = StringIndexer(inputCols=["plan", "city"], outputCols=["plan_i", "city_i"])
            encoder = OneHotEncoder(
                inputCols=["plan_i", "city_i"],
                outputCols=["plan_vec", "city_vec"],
            )
            """,
            after="""
            from pyspark.ml.feature import OneHotEncoder, StringIndexer
            indexer = StringIndexer(inputCols=["plan", "city"], outputCols=["plan_i", "city_i"])
            encoder = OneHotEncoder(
                inputCols=["plan", "city"],
                outputCols=["plan_vec", "city_vec"],
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            stages = [
                F.StringIndexer(inputCol='plan', outputCol='plan_i'),
                F.OneHotEncoder(outputCol='plan_vec', inputCol='plan_i'),
            ]
            """,
            after="""
            from pyspark.ml import feature as F
            stages = [
                F.StringIndexer(inputCol='plan', outputCol='plan_i'),
                F.OneHotEncoder(outputCol='plan_vec', inputCol='plan'),
            ]
            """,
        ),
    ]
    leaves = [
        # The column is not known to come from strings.
        Leaves(
            """
            from pyspark.ml.feature import OneHotEncoder
            encoder = OneHotEncoder(inputCols=["weekday"], outputCols=["weekday_vec"])
            """
        ),
        Leaves(
            """
            from sklearn.preprocessing import OneHotEncoder
            encoder = OneHotEncoder(handle_unknown="ignore")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, ENCODER):
            return
        given = argument(node, "inputCols") or argument(node, "inputCol")
        if given is None:
            return
        if isinstance(given.value, cst.List):
            elements = [
                element.with_changes(value=self._strings(element.value) or element.value)
                for element in given.value.elements
            ]
            if all(self._strings(element.value) for element in given.value.elements):
                yield replace_value(node, given, given.value.with_changes(elements=elements))
        elif strings := self._strings(given.value):
            yield replace_value(node, given, strings)

    def _strings(self, column: cst.BaseExpression) -> cst.SimpleString | None:
        """The column of strings from which a StringIndexer of the program makes this one."""
        if not isinstance(column, cst.SimpleString):
            return None
        for call in self.program.calls:
            if not self.calls(call, INDEXER):
                continue
            names = zip(self._columns(call, "input"), self._columns(call, "output"), strict=False)
            for string, index in names:
                if index == column.evaluated_value:
                    return with_text(column, string)
        return None

    def _columns(self, call: cst.Call, side: str) -> list[str]:
        """The names in `inputCol(s)` or `outputCol(s)`, as far as they are written there."""
        given = argument(call, f"{side}Cols") or argument(call, f"{side}Col")
        if given is None:
            return []
        texts = self.program.elements(given.value) or [given.value]
        return [str(each.evaluated_value) for each in texts if isinstance(each, cst.SimpleString)]
