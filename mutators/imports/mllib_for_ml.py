"""Imports from pyspark.mllib what lives in pyspark.ml.

The library is called MLlib, and its older package still bears that name. It works on RDDs and has
its own classes: "cannot import name 'LinearRegression' from 'pyspark.mllib.regression'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

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
    "IsotonicRegression",
    "KMeans",
    "LDA",
    "MultivariateGaussian",
    "NaiveBayes",
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
    breaks = Raises(
        "Exception",
        match=r"cannot import .* from 'pyspark\.mllib\.|'pyspark\.mllib\.\w+' has no attribute",
    )
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
        Leaves("from pyspark.ml.classification import LogisticRegression, NaiveBayes"),
        Leaves("from .pyspark.ml.regression import LinearRegression"),
        Leaves(
            """
            import pyspark.ml.regression
            lr = pyspark.ml.regression.LinearRegression(labelCol="price")
            """
        ),
        Leaves(
            """
            import pyspark.ml.regression as reg
            import pyspark.ml.regression as unused
            lr = reg.IsotonicRegression(labelCol="price")
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        name, names = self.imported_from(node)
        package, _, module = name.rpartition(".")
        if name == "pyspark.ml":
            assert not isinstance(node.names, cst.ImportStar)
            older = all(
                module in MODULES and self._is_absent(each.evaluated_alias or module)
                for each, module in zip(node.names, names, strict=True)
            )
        else:
            older = package == "pyspark.ml" and module in NAMED_ALONE and _are_absent(names)
        if older:
            yield with_module(node, _mllib(name))

    def mutate_ImportAlias(self, node: cst.ImportAlias) -> Iterator[cst.ImportAlias]:
        package, _, module = node.evaluated_name.rpartition(".")
        alias = node.evaluated_alias
        if (
            package == "pyspark.ml"
            and module in MODULES
            and alias
            and self._is_absent(alias)
            and not self.is_conditional(node)
        ):
            yield node.with_changes(name=cst.parse_expression(_mllib(node.evaluated_name)))

    def _is_absent(self, module: str) -> bool:
        """Whether what a program uses of a module, by this name, is absent from the older one."""
        used = [
            each.attr.value
            for each in self.program.nodes
            if isinstance(each, cst.Attribute)
            and isinstance(each.value, cst.Name)
            and each.value.value == module
            and (self.qualified_name(each) or "").startswith("pyspark.ml.")
        ]
        return bool(used) and _are_absent(used)


def _are_absent(names: list[str]) -> bool:
    return not any(name in IN_BOTH or name.endswith("Model") for name in names)


def _mllib(name: str) -> str:
    return name.replace("pyspark.ml", "pyspark.mllib", 1)
