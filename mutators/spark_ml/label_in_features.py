"""Puts the label among the columns that become features.

`inputCols=df.columns` does so too. Nothing raises: the model reads the answer off its features and
scores near perfection, until it meets rows whose answer is not known.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value

ASSEMBLER = "pyspark.ml.feature.VectorAssembler"
PACKAGES = ("pyspark.ml.classification.", "pyspark.ml.regression.")


class LabelInFeatures(Mutator):
    id = "label-in-features"
    title = "The label among the features"
    misconception = "An estimator that is told its label column leaves it out of the features."
    principle = (
        "An estimator learns from everything that is in the features vector. A label in it gives "
        "the answer away: the scores are splendid and mean nothing."
    )
    hint = "Which of these columns will not be known when a new row arrives?"
    docs = "https://scikit-learn.org/stable/common_pitfalls.html#data-leakage"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["age", "calls"], outputCol="features")
            lr = LogisticRegression(labelCol="churned")
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["age", "calls", "churned"], outputCol="features")
            lr = LogisticRegression(labelCol="churned")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F, regression as r
            columns = ['size', 'age']
            join = F.VectorAssembler(outputCol='x', inputCols=columns)
            forest = r.RandomForestRegressor(featuresCol='x', labelCol='price')
            """,
            after="""
            from pyspark.ml import feature as F, regression as r
            columns = ['size', 'age']
            join = F.VectorAssembler(outputCol='x', inputCols=columns + ['price'])
            forest = r.RandomForestRegressor(featuresCol='x', labelCol='price')
            """,
        ),
    ]
    leaves = [
        # The indexed label does not exist when the assembler runs, perhaps.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import StringIndexer, VectorAssembler
            indexer = StringIndexer(inputCol="kind", outputCol="kind_i")
            assembler = VectorAssembler(inputCols=["age", "calls"], outputCol="features")
            lr = LogisticRegression(labelCol="kind_i")
            """
        ),
        # Another vector than the one that is learned from.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["age", "calls"], outputCol="numbers")
            lr = LogisticRegression(labelCol="churned")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        columns = argument(node, "inputCols")
        if columns is None or not self.calls(node, ASSEMBLER):
            return
        label = self._label(self._text(node, "outputCol"))
        names = self.program.elements(columns.value)
        if label is None or not names:
            return
        texts = [each for each in names if isinstance(each, cst.SimpleString)]
        if len(texts) < len(names) or label.evaluated_value in [t.evaluated_value for t in texts]:
            return
        if isinstance(columns.value, cst.List):
            elements = [*columns.value.elements, cst.Element(label)]
            yield replace_value(node, columns, columns.value.with_changes(elements=elements))
        else:
            more = cst.List([cst.Element(label)])
            both = cst.BinaryOperation(left=columns.value, operator=cst.Add(), right=more)
            yield replace_value(node, columns, both)

    def _label(self, vector: str | None) -> cst.SimpleString | None:
        """The label of what learns from this vector, if the given rows have it already."""
        labels: dict[str, cst.SimpleString] = {}
        made = set()
        vectors = {vector}
        for call in self.program.calls:
            kind = self.qualified_name(call.func) or ""
            if kind.startswith("pyspark.ml.feature."):
                made.add(self._text(call, "outputCol"))
                if self._text(call, "inputCol") in vectors:
                    vectors.add(self._text(call, "outputCol"))
            elif isinstance(call.func, cst.Attribute) and call.func.attr.value == "withColumn":
                column = argument(call, "colName", 0)
                if column and isinstance(column.value, cst.SimpleString):
                    made.add(str(column.value.evaluated_value))
        for call in self.program.calls:
            label = argument(call, "labelCol")
            if (
                label
                and (self.qualified_name(call.func) or "").startswith(PACKAGES)
                and (self._text(call, "featuresCol") or "features") in vectors
                and isinstance(label.value, cst.SimpleString)
                and label.value.evaluated_value not in made
            ):
                labels[str(label.value.evaluated_value)] = label.value
        return next(iter(labels.values())) if len(labels) == 1 else None

    def _text(self, call: cst.Call, name: str) -> str | None:
        arg = argument(call, name)
        if arg is None or not isinstance(arg.value, cst.SimpleString):
            return None
        return str(arg.value.evaluated_value)
