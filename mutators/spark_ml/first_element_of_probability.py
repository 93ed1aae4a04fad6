"""Takes the first element of the probability vector for the probability of class 1.

A vector with one number for each class looks as if it had one for the positive class at its head.
Nothing raises: the ranking is turned upside down.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

TO_ARRAY = "pyspark.ml.functions.vector_to_array"


class FirstElementOfProbability(Mutator):
    id = "first-element-of-probability"
    title = "The first element of a probability vector"
    misconception = "The vector in `probability` begins with the probability of the positive class."
    principle = (
        "`probability` holds a number for each class in the order of the class indices: element 0 "
        "belongs to class 0, element 1 to class 1."
    )
    hint = "To which class does each element of the vector belong?"
    docs = "https://spark.apache.org/docs/latest/ml-classification-regression.html#output-columns-predictions"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.functions import vector_to_array
            p = predictions.select(vector_to_array("probability")[1].alias("p"))
            """,
            after="""
            from pyspark.ml.functions import vector_to_array
            p = predictions.select(vector_to_array("probability")[0].alias("p"))
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.functions as mlf
            from pyspark.sql import functions as F
            scored = predictions.withColumn(
                'p', mlf.vector_to_array(F.col('probability')).getItem(1)
            )
            """,
            after="""
            import pyspark.ml.functions as mlf
            from pyspark.sql import functions as F
            scored = predictions.withColumn(
                'p', mlf.vector_to_array(F.col('probability')).getItem(0)
            )
            """,
        ),
    ]
    leaves = [
        # Elements of other vectors have no classes.
        Leaves(
            """
            from pyspark.ml.functions import vector_to_array
            x = df.select(vector_to_array("features")[1])
            """
        ),
        Leaves('p = vector_to_array("probability")[1]'),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Subscript]:
        if len(node.slice) != 1 or not self._is_probability(node.value):
            return
        index = node.slice[0].slice
        if isinstance(index, cst.Index) and self._is_one(index.value):
            first = node.slice[0].with_changes(slice=index.with_changes(value=cst.Integer("0")))
            yield node.with_changes(slice=[first])

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "getItem"
            and self._is_probability(node.func.value)
            and len(node.args) == 1
            and self._is_one(node.args[0].value)
        ):
            yield node.with_changes(args=[node.args[0].with_changes(value=cst.Integer("0"))])

    def _is_probability(self, node: cst.BaseExpression) -> bool:
        return self.calls(node, TO_ARRAY) and any(
            isinstance(text, cst.SimpleString) and text.evaluated_value == "probability"
            for text in m.findall(node, m.SimpleString())
        )

    def _is_one(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Integer) and node.evaluated_value == 1
