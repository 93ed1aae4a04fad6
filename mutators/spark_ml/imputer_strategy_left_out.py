"""Leaves `strategy` out of an Imputer that should fill gaps with the median or the mode.

The gaps are filled all the same. Nothing raises: the mean of the column goes into them, which a few
extreme values pull away from what is usual.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

IMPUTER = "pyspark.ml.feature.Imputer"
OTHERS = ("median", "mode")


class ImputerStrategyLeftOut(Mutator):
    id = "imputer-strategy-left-out"
    title = "An Imputer without its strategy"
    misconception = "An Imputer chooses the fill that suits a column, such as a robust median."
    principle = (
        'An Imputer fills with the mean unless `strategy` says "median" or "mode". The mean '
        "follows outliers and skew; the median does not."
    )
    hint = "What goes into the gaps when nobody says which value it should be?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#imputer"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import Imputer
            imputer = Imputer(
                inputCols=["age"], outputCols=["age_filled"], strategy="median"
            )
            """,
            after="""
            from pyspark.ml.feature import Imputer
            imputer = Imputer(
                inputCols=["age"], outputCols=["age_filled"]
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.feature as F
            imputed = F.Imputer(inputCol="a", outputCol="b").setStrategy('mode').fit(df)
            """,
            after="""
            import pyspark.ml.feature as F
            imputed = F.Imputer(inputCol="a", outputCol="b").fit(df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import Imputer
            imputer = Imputer(inputCol="a", outputCol="b", strategy="mean")
            """
        ),
        Leaves(
            """
            from sklearn.impute import SimpleImputer as Imputer
            imputer = Imputer(strategy="median")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if self.calls(node, IMPUTER):
            strategy = argument(node, "strategy")
            if strategy and self._is_other(strategy.value):
                yield without_argument(node, strategy)
        elif self.calls(node, f"{IMPUTER}.setStrategy"):
            strategy = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                strategy
                and isinstance(built, cst.Call)
                and self.calls(built, IMPUTER)
                and self._is_other(strategy.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_other(self, strategy: cst.BaseExpression) -> bool:
        return isinstance(strategy, cst.SimpleString) and strategy.evaluated_value in OTHERS
