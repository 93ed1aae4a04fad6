"""Takes an element of a vector column with brackets, as of a column of arrays.

A vector prints like an array. To Spark SQL it is a type of its own that has no elements: an
AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

TO_ARRAY = "pyspark.ml.functions.vector_to_array"
COLUMN = "pyspark.sql.functions.col"


class VectorElementWithoutArray(Mutator):
    id = "vector-element-without-array"
    title = "An element of a vector column"
    misconception = "A vector column, such as `probability`, can be indexed like an array."
    principle = (
        "A vector is a type of its own, of which Spark SQL can take no element. "
        "`vector_to_array` turns the column into an array of numbers first."
    )
    hint = "Which type does the schema show for this column?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.functions.vector_to_array.html"
    breaks = Raises("AnalysisException", match=r"INVALID_EXTRACT_BASE_FIELD_TYPE|extract a value")
    applies = [
        Applies(
            before="""
            from pyspark.ml.functions import vector_to_array
            from pyspark.sql import functions as F
            p = predictions.select(vector_to_array(F.col("probability"))[1].alias("p"))
            """,
            after="""
            from pyspark.ml.functions import vector_to_array
            from pyspark.sql import functions as F
            p = predictions.select(F.col("probability")[1].alias("p"))
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.functions as mlf
            from pyspark.sql.functions import col as c
            wanted = df.filter(c("amount") > 10).filter(mlf.vector_to_array('x').getItem(0) > 1)
            """,
            after="""
            import pyspark.ml.functions as mlf
            from pyspark.sql.functions import col as c
            wanted = df.filter(c("amount") > 10).filter(c('x').getItem(0) > 1)
            """,
        ),
    ]
    leaves = [
        # The whole array is kept.
        Leaves(
            """
            from pyspark.ml.functions import vector_to_array
            arrays = predictions.withColumn("p", vector_to_array("probability"))
            """
        ),
        Leaves(
            """
            from mylib.vectors import vector_to_array
            p = vector_to_array(col("probability"))[1]
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Subscript]:
        column = self._column(node.value)
        if column:
            yield node.with_changes(value=column)

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "getItem":
            column = self._column(node.func.value)
            if column:
                yield node.with_changes(func=node.func.with_changes(value=column))

    def _column(self, array: cst.BaseExpression) -> cst.Call | None:
        """The vector column itself, as the program names columns."""
        if not isinstance(array, cst.Call) or not self.calls(array, TO_ARRAY) or not array.args:
            return None
        vector = array.args[0].value
        if isinstance(vector, cst.Call):
            return vector if self.calls(vector, COLUMN) else None
        if not isinstance(vector, cst.SimpleString):
            return None
        for call in self.program.calls:
            if self.calls(call, COLUMN):
                return cst.Call(func=call.func.deep_clone(), args=[cst.Arg(vector)])
        return None
