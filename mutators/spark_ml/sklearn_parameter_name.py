"""Gives an estimator of Spark ML a parameter by its name in scikit-learn.

The algorithms are the same and many of their parameters too, but for the spelling. The constructor
of a Spark estimator knows Spark's names only: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword

PACKAGES = ("pyspark.ml.classification.", "pyspark.ml.regression.", "pyspark.ml.clustering.")
NAMES = {
    "elasticNetParam": "l1_ratio",
    "fitIntercept": "fit_intercept",
    "k": "n_clusters",
    "maxDepth": "max_depth",
    "maxIter": "max_iter",
    "numTrees": "n_estimators",
    "stepSize": "learning_rate",
}
"""Spark's name of a parameter, to scikit-learn's name of the same."""


class SklearnParameterName(Mutator):
    id = "sklearn-parameter-name"
    title = "scikit-learn's name of a parameter"
    misconception = "An algorithm's parameters have the same names in Spark ML as in scikit-learn."
    principle = (
        "Spark ML has names of its own in camelCase, such as `maxIter`, `numTrees` and `regParam`, "
        "and its constructors take no others."
    )
    hint = "In which library does this keyword exist?"
    docs = "https://spark.apache.org/docs/latest/ml-classification-regression.html"
    breaks = Raises(
        "TypeError",
        match=(
            r"unexpected keyword argument '(l1_ratio|fit_intercept|n_clusters|max_depth|max_iter|"
            r"n_estimators|learning_rate)'"
        ),
    )
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="churned", maxIter=5)
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="churned", max_iter=5)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import regression as r
            forest = r.RandomForestRegressor(
                numTrees=20,
                maxDepth=depth,
            )
            """,
            after=(
                """
                from pyspark.ml import regression as r
                forest = r.RandomForestRegressor(
                    n_estimators=20,
                    maxDepth=depth,
                )
                """,
                """
                from pyspark.ml import regression as r
                forest = r.RandomForestRegressor(
                    numTrees=20,
                    max_depth=depth,
                )
                """,
            ),
        ),
    ]
    leaves = [
        Leaves(
            """
            from xgboost.spark import SparkXGBRegressor
            booster = SparkXGBRegressor(label_col="price", max_depth=4)
            """
        ),
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression().setMaxIter(5)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        kind = self.qualified_name(node.func) or ""
        if not kind.startswith(PACKAGES):
            return
        for name, other in NAMES.items():
            renamed = rename_keyword(node, name, other)
            if renamed and (name != "k" or kind.endswith("KMeans")):
                yield renamed
