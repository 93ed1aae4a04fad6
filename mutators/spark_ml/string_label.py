"""Gives a classifier the label's texts instead of their indices.

scikit-learn's classifiers take classes of any kind. Spark's take the numbers 0, 1, 2 …, as
StringIndexer makes them: an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

INDEXER = "pyspark.ml.feature.StringIndexer"


class StringLabel(Mutator):
    id = "string-label"
    title = "A label of strings"
    misconception = "A classifier finds the classes in a column of texts by itself."
    principle = (
        "A classifier of Spark ML needs a numeric label that counts the classes from 0. A "
        "StringIndexer turns texts into such indices."
    )
    hint = "What may be in a label column?"
    docs = "https://spark.apache.org/docs/latest/ml-classification-regression.html#classification"
    breaks = Raises("IllegalArgumentException", match=r"must be of type numeric but .* type string")
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import RandomForestClassifier
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="species", outputCol="species_idx")
            forest = RandomForestClassifier(labelCol="species_idx", numTrees=5)
            """,
            after="""
            from pyspark.ml.classification import RandomForestClassifier
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="species", outputCol="species_idx")
            forest = RandomForestClassifier(labelCol="species", numTrees=5)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import classification as c, feature as F
            index = F.StringIndexer(inputCols=['plan', 'left'], outputCols=['plan_i', 'left_i'])
            model = c.LogisticRegression(maxIter=5).setLabelCol('left_i').fit(df)
            """,
            after="""
            from pyspark.ml import classification as c, feature as F
            index = F.StringIndexer(inputCols=['plan', 'left'], outputCols=['plan_i', 'left_i'])
            model = c.LogisticRegression(maxIter=5).setLabelCol('left').fit(df)
            """,
        ),
    ]
    leaves = [
        # A number already, as far as can be seen.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="churned")
            """
        ),
        Leaves(
            """
            from pyspark.ml.feature import StringIndexer
            from sklearn.linear_model import LogisticRegression
            indexer = StringIndexer(inputCol="species", outputCol="species_idx")
            lr = LogisticRegression(labelCol="species_idx")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        name = self.qualified_name(node.func) or ""
        if not name.startswith("pyspark.ml.classification."):
            return
        if name.endswith(".setLabelCol"):
            label = argument(node, "value", 0)
        else:
            label = argument(node, "labelCol")
        if label and isinstance(label.value, cst.SimpleString):
            text = self._strings().get(str(label.value.evaluated_value))
            if text:
                yield replace_value(node, label, with_text(label.value, text))

    def _strings(self) -> dict[str, str]:
        """Column that an indexer makes, to the column of strings that it reads."""
        found: dict[str, str] = {}
        for call in self.program.calls:
            if self.calls(call, INDEXER):
                inputs, outputs = self._columns(call, "input"), self._columns(call, "output")
                found.update(zip(outputs, inputs, strict=False))
        return found

    def _columns(self, call: cst.Call, side: str) -> list[str]:
        """The names in `inputCol(s)` or `outputCol(s)`, as far as they are written there."""
        given = argument(call, f"{side}Cols") or argument(call, f"{side}Col")
        if given is None:
            return []
        texts = self.program.elements(given.value) or [given.value]
        return [str(each.evaluated_value) for each in texts if isinstance(each, cst.SimpleString)]
