"""Assembles the indices of a category although they were one-hot encoded.

The indices are numbers, so the assembler takes them. Nothing raises: the encoder's work goes
unused, and a linear model takes the third category for three times the first.
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

ENCODER = "pyspark.ml.feature.OneHotEncoder"


class IndexForOneHotVector(Mutator):
    id = "index-for-one-hot-vector"
    title = "Indices where encoded vectors were made"
    misconception = "Once a category is a number, a model can learn from it as from any number."
    principle = (
        "An index is only a name in digits; a linear model would read an order and distances into "
        "it. The assembler has to take the vectors that OneHotEncoder wrote."
    )
    hint = "Who reads the column that the encoder writes?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#onehotencoder"
    prerequisites = ["one-hot-on-strings"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import OneHotEncoder, VectorAssembler
            encoder = OneHotEncoder(inputCols=["plan_i", "city_i"], outputCols=["plan_v", "city_v"])
            assembler = VectorAssembler(
                inputCols=["plan_v", "age", "city_v"], outputCol="features"
            )
            """,
            after="""
            from pyspark.ml.feature import OneHotEncoder, VectorAssembler
            encoder = OneHotEncoder(inputCols=["plan_i", "city_i"], outputCols=["plan_v", "city_v"])
            assembler = VectorAssembler(
                inputCols=["plan_i", "age", "city_i"], outputCol="features"
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.feature as F
            stages = [
                F.OneHotEncoder(outputCol='day_vec', inputCol='weekday'),
                F.VectorAssembler(outputCol='x', inputCols=['day_vec']),
            ]
            """,
            after="""
            import pyspark.ml.feature as F
            stages = [
                F.OneHotEncoder(outputCol='day_vec', inputCol='weekday'),
                F.VectorAssembler(outputCol='x', inputCols=['weekday']),
            ]
            """,
        ),
    ]
    leaves = [
        # The encoder's output is not assembled here.
        Leaves(
            """
            from pyspark.ml.feature import OneHotEncoder, VectorAssembler
            encoder = OneHotEncoder(inputCol="plan_i", outputCol="plan_v")
            assembler = VectorAssembler(inputCols=["age", "hour"], outputCol="numbers")
            """
        ),
        Leaves(
            """
            from mylib.feature import OneHotEncoder, VectorAssembler
            encoder = OneHotEncoder(inputCol="plan_i", outputCol="plan_v")
            assembler = VectorAssembler(inputCols=["age", "plan_v"], outputCol="features")
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
        indices = self._indices()
        changed = False
        elements = []
        for element in columns.value.elements:
            text = element.value
            if isinstance(text, cst.SimpleString) and text.evaluated_value in indices:
                text = with_text(text, indices[str(text.evaluated_value)])
                changed = True
            elements.append(element.with_changes(value=text))
        if changed:
            yield replace_value(node, columns, columns.value.with_changes(elements=elements))

    def _indices(self) -> dict[str, str]:
        """Column that an encoder makes, to the column of indices that it reads."""
        found: dict[str, str] = {}
        for call in self.program.calls:
            if self.calls(call, ENCODER):
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
