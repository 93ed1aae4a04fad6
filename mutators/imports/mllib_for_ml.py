"""Imports from pyspark.mllib what lives in pyspark.ml.

The library is called MLlib, and its older package still bears that name. It works on RDDs and has
its own classes: "cannot import name 'LinearRegression' from 'pyspark.mllib.regression'".
"""

from collections.abc import Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from trainer.mutation import Applies, Leaves, Mutator, Raises

MODULES = ("classification", "clustering", "evaluation", "feature", "regression", "stat")
NAMED_ALONE = ("classification", "clustering", "regression", "stat")
"""Modules of models and statistics; the others only where the module itself is imported."""

IN_BOTH = {
    "BisectingKMeans",
    "ChiSqSelector",
    "ElementwiseProduct",
    "GaussianMixture",
    "HashingTF",
    "IDF",
    "KMeans",
    "LDA",
    "Normalizer",
    "PCA",
    "PowerIterationClustering",
    "StandardScaler",
    "Word2Vec",
}


class MllibForMl(Mutator):
    id = "mllib-for-ml"
    title = "pyspark.mllib for pyspark.ml"
    misconception = "Spark's machine learning for DataFrames is in the package called MLlib."
    principle = (
        "`pyspark.mllib` is the older package, for RDDs, with other classes. The estimators, "
        "transformers and evaluators for DataFrames are in `pyspark.ml`."
    )
    hint = "Which of Spark's two packages for machine learning works on DataFrames?"
    docs = "https://spark.apache.org/docs/latest/ml-guide.html"
    seen = (
        "https://community.databricks.com/t5/data-engineering/"
        "which-mllib-library-am-i-supposed-to-use-pyspark-mllib-or/td-p/24282"
    )
    breaks = Raises("Exception", match=r"cannot import name|has no attribute")
    applies = [
        Applies(
            before="""
            from pyspark.ml.regression import LinearRegression
            lr = LinearRegression(labelCol="price")
            """,
            after="""
            from pyspark.mllib.regression import LinearRegression
            lr = LinearRegression(labelCol="price")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml.classification import (
                GBTClassifier as Trees,
                LogisticRegression,
            )
            """,
            after="""
            from pyspark.mllib.classification import (
                GBTClassifier as Trees,
                LogisticRegression,
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.regression as reg
            lr = reg.LinearRegression(labelCol="price")
            """,
            after="""
            import pyspark.mllib.regression as reg
            lr = reg.LinearRegression(labelCol="price")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import stat
            stat.Correlation.corr(df, "features")
            """,
            after="""
            from pyspark.mllib import stat
            stat.Correlation.corr(df, "features")
            """,
        ),
    ]
    leaves = [
        Leaves("from pyspark.ml.feature import StandardScaler, VectorAssembler"),
        Leaves("from pyspark.ml.classification import LogisticRegressionModel"),
        Leaves("from sklearn.linear_model import LinearRegression"),
        Leaves(
            """
            from pyspark.ml import clustering
            model = clustering.KMeans(k=2).fit(df)
            """
        ),
        Leaves("from pyspark.ml import Pipeline"),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        if node.module is None or isinstance(node.names, cst.ImportStar):
            return
        names = [each.evaluated_name for each in node.names]
        package, _, module = (get_full_name_for_node(node.module) or "").rpartition(".")
        if (package, module) == ("pyspark", "ml"):
            older = all(name in MODULES and self._is_absent(name) for name in names)
        else:
            older = package == "pyspark.ml" and module in NAMED_ALONE and _are_absent(names)
        if older:
            old = get_full_name_for_node(node.module) or ""
            yield node.with_changes(module=_mllib(old))

    def mutate_ImportAlias(self, node: cst.ImportAlias) -> Iterator[cst.ImportAlias]:
        if not isinstance(self.program.parent(node), cst.Import):
            return
        package, _, module = node.evaluated_name.rpartition(".")
        if package == "pyspark.ml" and module in MODULES and self._is_absent(module):
            yield node.with_changes(name=_mllib(node.evaluated_name))

    def _is_absent(self, module: str) -> bool:
        """Whether the program uses a module, and only what its older namesake does not have."""
        prefix = f"pyspark.ml.{module}."
        used = [
            name.removeprefix(prefix).split(".")[0]
            for each in self.program.nodes
            if isinstance(each, cst.Attribute)
            and (name := self.qualified_name(each) or "").startswith(prefix)
        ]
        return bool(used) and _are_absent(used)


def _are_absent(names: list[str]) -> bool:
    return not any(name in IN_BOTH or name.endswith("Model") for name in names)


def _mllib(name: str) -> cst.BaseExpression:
    return cst.parse_expression(name.replace("pyspark.ml", "pyspark.mllib", 1))
