"""Imports an estimator of the same name from scikit-learn for a DataFrame of Spark.

LogisticRegression, LinearRegression, KMeans and the trees are in both libraries. Spark's keywords
give it away: "LogisticRegression.__init__() got an unexpected keyword argument 'featuresCol'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

MODULES = {
    "pyspark.ml.classification.DecisionTreeClassifier": "sklearn.tree",
    "pyspark.ml.classification.LogisticRegression": "sklearn.linear_model",
    "pyspark.ml.classification.RandomForestClassifier": "sklearn.ensemble",
    "pyspark.ml.clustering.GaussianMixture": "sklearn.mixture",
    "pyspark.ml.clustering.KMeans": "sklearn.cluster",
    "pyspark.ml.feature.MinMaxScaler": "sklearn.preprocessing",
    "pyspark.ml.feature.OneHotEncoder": "sklearn.preprocessing",
    "pyspark.ml.feature.StandardScaler": "sklearn.preprocessing",
    "pyspark.ml.regression.DecisionTreeRegressor": "sklearn.tree",
    "pyspark.ml.regression.LinearRegression": "sklearn.linear_model",
    "pyspark.ml.regression.RandomForestRegressor": "sklearn.ensemble",
}


class SklearnEstimatorForSpark(Mutator):
    id = "sklearn-estimator-for-spark"
    title = "scikit-learn's estimator for a DataFrame of Spark"
    misconception = "An estimator of that name is the same whichever library it comes from."
    principle = (
        "Spark's estimators are in `pyspark.ml`; they read columns of a DataFrame that keywords "
        "such as `featuresCol` name. Those of scikit-learn have other keywords and take arrays or "
        "pandas frames."
    )
    hint = "Which library's estimators are told the columns of a DataFrame by name?"
    docs = "https://spark.apache.org/docs/latest/ml-classification-regression.html"
    breaks = Raises("TypeError", match="unexpected keyword argument")
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="left", maxIter=5)
            """,
            after="""
            from sklearn.linear_model import LogisticRegression
            lr = LogisticRegression(labelCol="left", maxIter=5)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml.regression import (
                RandomForestRegressor as Forest,
            )
            model = Forest(numTrees=3).fit(train_df)
            """,
            after="""
            from sklearn.ensemble import (
                RandomForestRegressor as Forest,
            )
            model = Forest(numTrees=3).fit(train_df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.linear_model import LogisticRegression
            model = LogisticRegression(max_iter=5).fit(X, y)
            """
        ),
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            model = LogisticRegression().fit(df)
            """
        ),
        Leaves(
            """
            from pyspark.ml.feature import StandardScaler, VectorAssembler
            scaler = StandardScaler(inputCol="a", outputCol="b")
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        if len(names) != 1:
            return
        name = f"{module}.{names[0]}"
        made = [call for call in self.program.calls if self.calls(call, name)]
        if name in MODULES and made and all(_says_it_is_sparks(call) for call in made):
            yield with_module(node, MODULES[name])


def _says_it_is_sparks(call: cst.Call) -> bool:
    """Whether a keyword is in camel case, which no keyword of scikit-learn is."""
    keywords = [arg.keyword.value for arg in call.args if arg.keyword is not None]
    return any(not keyword.islower() and keyword[:1].islower() for keyword in keywords)
