"""Leaves `stringOrderType` out of an indexer whose numbers should follow the alphabet.

Sorted labels are what scikit-learn's LabelEncoder gives. Nothing raises: Spark numbers the values
by how frequent they are.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

INDEXER = "pyspark.ml.feature.StringIndexer"
DEFAULT = "frequencyDesc"


class StringOrderLeftOut(Mutator):
    id = "string-order-left-out"
    title = "Indices by frequency"
    misconception = "StringIndexer numbers the values in the order of the alphabet."
    principle = (
        "The most frequent value gets index 0 by default. `stringOrderType` changes that, for "
        'example to "alphabetAsc".'
    )
    hint = "Which value gets the number 0, and would it still with other rows?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#stringindexer"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(
                inputCol="plan", outputCol="plan_idx", stringOrderType="alphabetAsc"
            )
            """,
            after="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(
                inputCol="plan", outputCol="plan_idx"
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            index = F.StringIndexer(inputCol="a", outputCol="b").setStringOrderType('alphabetDesc')
            """,
            after="""
            from pyspark.ml import feature as F
            index = F.StringIndexer(inputCol="a", outputCol="b")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="a", stringOrderType="frequencyDesc")
            """
        ),
        # RFormula has a parameter of nearly this name.
        Leaves(
            """
            from pyspark.ml.feature import RFormula
            formula = RFormula(formula="y ~ x", stringIndexerOrderType="alphabetAsc")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if self.calls(node, INDEXER):
            order = argument(node, "stringOrderType")
            if order and self._is_other(order.value):
                yield without_argument(node, order)
        elif self.calls(node, f"{INDEXER}.setStringOrderType"):
            order = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                order
                and isinstance(built, cst.Call)
                and self.calls(built, INDEXER)
                and self._is_other(order.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_other(self, order: cst.BaseExpression) -> bool:
        return isinstance(order, cst.SimpleString) and order.evaluated_value != DEFAULT
