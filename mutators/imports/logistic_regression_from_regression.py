"""Imports LogisticRegression from pyspark.ml.regression.

It is a regression by name, but it predicts classes: "cannot import name 'LogisticRegression' from
'pyspark.ml.regression'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

NAMES = ("LogisticRegression", "LogisticRegressionModel")


class LogisticRegressionFromRegression(Mutator):
    id = "logistic-regression-from-regression"
    title = "LogisticRegression from pyspark.ml.regression"
    misconception = "LogisticRegression is a regression, so it is in the module of that name."
    principle = (
        "Spark's modules go by the task. Logistic regression predicts classes, so "
        "`LogisticRegression` is in `pyspark.ml.classification`."
    )
    hint = "Does logistic regression predict a number or a class?"
    docs = (
        "https://spark.apache.org/docs/latest/ml-classification-regression.html#logistic-regression"
    )
    breaks = Raises("ImportError", match="cannot import name 'LogisticRegression")
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(maxIter=5)
            """,
            after="""
            from pyspark.ml.regression import LogisticRegression
            lr = LogisticRegression(maxIter=5)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml.classification import (
                LogisticRegression as LR,
                LogisticRegressionModel,
            )
            """,
            after="""
            from pyspark.ml.regression import (
                LogisticRegression as LR,
                LogisticRegressionModel,
            )
            """,
        ),
    ]
    leaves = [
        Leaves("from sklearn.linear_model import LogisticRegression"),
        Leaves("from pyspark.ml.classification import GBTClassifier, LogisticRegression"),
        Leaves("from pyspark.ml.classification import RandomForestClassifier"),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        if module == "pyspark.ml.classification" and all(name in NAMES for name in names):
            yield with_module(node, "pyspark.ml.regression")
