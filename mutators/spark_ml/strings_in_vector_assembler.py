"""Assembles columns of strings instead of their indices.

RFormula encodes strings on the way, which makes people expect as much of VectorAssembler. It only
joins numbers, booleans and vectors: an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

ENCODERS = ("pyspark.ml.feature.StringIndexer", "pyspark.ml.feature.OneHotEncoder")


class StringsInVectorAssembler(Mutator):
    id = "strings-in-vector-assembler"
    title = "VectorAssembler on strings"
    misconception = "VectorAssembler turns categories into numbers while it assembles them."
    principle = (
        "VectorAssembler only joins columns that are numbers, booleans or vectors already; strings "
        "have to be indexed, and possibly encoded, by stages before it."
    )
    hint = "What may the columns hold that are put into one vector of numbers?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#vectorassembler"
    breaks = Raises("IllegalArgumentException", match=r"Data type string of column")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StringIndexer, VectorAssembler
            indexer = StringIndexer(inputCol="plan", outputCol="plan_i")
            assembler = VectorAssembler(
                inputCols=["age", "plan_i"], outputCol="features"
            )
            """,
            after="""
            from pyspark.ml.feature import StringIndexer, VectorAssembler
            indexer = StringIndexer(inputCol="plan", outputCol="plan_i")
            assembler = VectorAssembler(
                inputCols=["age", "plan"], outputCol="features"
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            index = F.StringIndexer(inputCols=['plan', 'city'], outputCols=['plan_i', 'city_i'])
            one_hot = F.OneHotEncoder(inputCols=['plan_i'], outputCols=['plan_v'])
            join = F.VectorAssembler(outputCol='x', inputCols=['plan_v', 'city_i', 'age'])
            """,
            after="""
            from pyspark.ml import feature as F
            index = F.StringIndexer(inputCols=['plan', 'city'], outputCols=['plan_i', 'city_i'])
            one_hot = F.OneHotEncoder(inputCols=['plan_i'], outputCols=['plan_v'])
            join = F.VectorAssembler(outputCol='x', inputCols=['plan', 'city', 'age'])
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["age", "plan_i"], outputCol="features")
            """
        ),
        # The weekdays were numbers before they were encoded.
        Leaves(
            """
            from pyspark.ml.feature import OneHotEncoder, VectorAssembler
            encoder = OneHotEncoder(inputCol="weekday", outputCol="weekday_vec")
            assembler = VectorAssembler(inputCols=["age", "weekday_vec"], outputCol="features")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        columns = argument(node, "inputCols")
        if (
            not columns
            or not isinstance(columns.value, cst.List)
            or not self.calls(node, "pyspark.ml.feature.VectorAssembler")
        ):
            return
        strings = self._strings()
        changed = False
        elements = []
        for element in columns.value.elements:
            text = element.value
            if isinstance(text, cst.SimpleString) and text.evaluated_value in strings:
                text = with_text(text, strings[str(text.evaluated_value)])
                changed = True
            elements.append(element.with_changes(value=text))
        if changed:
            yield replace_value(node, columns, columns.value.with_changes(elements=elements))

    def _strings(self) -> dict[str, str]:
        """Column that indexers and encoders make, to the column of strings at the beginning."""
        sources: dict[str, dict[str, str]] = {encoder: {} for encoder in ENCODERS}
        for call in self.program.calls:
            for encoder in ENCODERS:
                if self.calls(call, encoder):
                    inputs, outputs = self._columns(call, "input"), self._columns(call, "output")
                    sources[encoder].update(zip(outputs, inputs, strict=False))
        indexed, encoded = (sources[encoder] for encoder in ENCODERS)
        return indexed | {
            vector: indexed[index] for vector, index in encoded.items() if index in indexed
        }

    def _columns(self, call: cst.Call, side: str) -> list[str]:
        """The names in `inputCol(s)` or `outputCol(s)`, as far as they are written there."""
        given = argument(call, f"{side}Cols") or argument(call, f"{side}Col")
        if given is None:
            return []
        texts = self.program.elements(given.value) or [given.value]
        return [str(each.evaluated_value) for each in texts if isinstance(each, cst.SimpleString)]
