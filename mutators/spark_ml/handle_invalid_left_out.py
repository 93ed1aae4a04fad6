"""Leaves `handleInvalid` out of an indexer that meets values which it has not learned.

On the training rows it works without. The rows that come later hold a new value or a gap, and an
action raises.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

INDEXER = "pyspark.ml.feature.StringIndexer"


class HandleInvalidLeftOut(Mutator):
    id = "handle-invalid-left-out"
    title = "A value that was never learned"
    misconception = "A fitted StringIndexer gives a new value a number or a null of its own accord."
    principle = (
        'By default (`handleInvalid="error"`) a StringIndexerModel raises at a value that it did '
        'not learn, or at a null. "keep" gives all such values one more index, "skip" drops the '
        "rows."
    )
    hint = "Which number would this value get, since it was not there when the stage was fitted?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#stringindexer"
    # The class depends on the action that meets the value.
    breaks = Raises("Exception", match=r"Unseen label|encountered NULL value")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="plan", outputCol="plan_idx", handleInvalid="keep")
            """,
            after="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="plan", outputCol="plan_idx")
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.feature as F
            indexed = F.StringIndexer(inputCol='a').setHandleInvalid('skip').fit(old).transform(new)
            """,
            after="""
            import pyspark.ml.feature as F
            indexed = F.StringIndexer(inputCol='a').fit(old).transform(new)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="plan", handleInvalid="error")
            """
        ),
        # scikit-learn's way of saying so.
        Leaves(
            """
            from sklearn.preprocessing import OneHotEncoder
            encoder = OneHotEncoder(handle_unknown="ignore")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if self.calls(node, INDEXER):
            invalid = argument(node, "handleInvalid")
            if invalid and self._is_lenient(invalid.value):
                yield without_argument(node, invalid)
        elif self.calls(node, f"{INDEXER}.setHandleInvalid"):
            invalid = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                invalid
                and isinstance(built, cst.Call)
                and self.calls(built, INDEXER)
                and self._is_lenient(invalid.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_lenient(self, value: cst.BaseExpression) -> bool:
        return isinstance(value, cst.SimpleString) and value.evaluated_value in ("keep", "skip")
