"""Scales a column of numbers instead of the assembled vector.

scikit-learn's scalers take plain columns. Spark's read one column of vectors: an
IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

SCALERS = tuple(
    f"pyspark.ml.feature.{name}"
    for name in ("MaxAbsScaler", "MinMaxScaler", "Normalizer", "RobustScaler", "StandardScaler")
)
ASSEMBLER = "pyspark.ml.feature.VectorAssembler"
ENCODER = "pyspark.ml.feature.OneHotEncoder"


class ScalerOnNumber(Mutator):
    id = "scaler-on-number"
    title = "A scaler on a plain column"
    misconception = "A scaler takes a column of numbers and scales it."
    principle = (
        "Spark's scalers work on one column of vectors. Even a single column of numbers has to go "
        "through a VectorAssembler before."
    )
    hint = "Which type has the column that this stage reads?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#standardscaler"
    breaks = Raises("IllegalArgumentException", match=r"must be of type class .*VectorUDT")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StandardScaler, VectorAssembler
            assembler = VectorAssembler(inputCols=["load", "heat"], outputCol="features")
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            """,
            after="""
            from pyspark.ml.feature import StandardScaler, VectorAssembler
            assembler = VectorAssembler(inputCols=["load", "heat"], outputCol="features")
            scaler = StandardScaler(inputCol="load", outputCol="scaled")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            columns = ['plan_vec', 'age']
            encoder = F.OneHotEncoder(inputCol='plan_idx', outputCol='plan_vec')
            join = F.VectorAssembler(outputCol='x', inputCols=columns)
            scaler = F.MinMaxScaler(outputCol='z', inputCol='x')
            """,
            after="""
            from pyspark.ml import feature as F
            columns = ['plan_vec', 'age']
            encoder = F.OneHotEncoder(inputCol='plan_idx', outputCol='plan_vec')
            join = F.VectorAssembler(outputCol='x', inputCols=columns)
            scaler = F.MinMaxScaler(outputCol='z', inputCol='age')
            """,
        ),
    ]
    leaves = [
        # What was assembled is not to be seen.
        Leaves(
            """
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            """
        ),
        Leaves(
            """
            from mylib.feature import StandardScaler, VectorAssembler
            assembler = VectorAssembler(inputCols=["load", "heat"], outputCol="features")
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        column = argument(node, "inputCol")
        if not column or not isinstance(column.value, cst.SimpleString):
            return
        if not self.calls(node, *SCALERS):
            return
        number = self._number(str(column.value.evaluated_value))
        if number:
            yield replace_value(node, column, with_text(column.value, number))

    def _number(self, vector: str) -> str | None:
        """The first column in the vector that is no vector itself."""
        encoded = {
            name
            for call in self.program.calls
            if self.calls(call, ENCODER)
            for name in self._texts(call, "outputCols") + self._texts(call, "outputCol")
        }
        for call in self.program.calls:
            if self.calls(call, ASSEMBLER) and self._texts(call, "outputCol") == [vector]:
                for name in self._texts(call, "inputCols"):
                    if name not in encoded:
                        return name
        return None

    def _texts(self, call: cst.Call, name: str) -> list[str]:
        given = argument(call, name)
        if given is None:
            return []
        texts = self.program.elements(given.value) or [given.value]
        return [str(each.evaluated_value) for each in texts if isinstance(each, cst.SimpleString)]
