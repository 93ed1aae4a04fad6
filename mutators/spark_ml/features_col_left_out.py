"""Leaves `featuresCol` out of an estimator that should learn from scaled features.

The scaler is a stage of the same pipeline, so its work seems to be done. But it writes another
column, and the estimator reads the default one, `features`, which is there as well: nothing
raises, and the scaling has no effect.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

PACKAGES = ("pyspark.ml.classification.", "pyspark.ml.regression.", "pyspark.ml.clustering.")


class FeaturesColLeftOut(Mutator):
    id = "features-col-left-out"
    title = "The scaled features are not used"
    misconception = "A stage of a pipeline reads what the stage before it wrote."
    principle = (
        "Stages meet through names of columns only. An estimator without `featuresCol` reads the "
        "column `features`, even if a stage before it wrote a better one under another name."
    )
    hint = "Which columns does the frame have when the last stage runs, and which one is read?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#how-it-works"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import StandardScaler, VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            lr = LogisticRegression(featuresCol="scaled", maxIter=5)
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import StandardScaler, VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            lr = LogisticRegression(maxIter=5)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import clustering as c, feature as F
            stages = [
                F.VectorAssembler(inputCols=columns, outputCol="features"),
                F.MinMaxScaler(inputCol="features", outputCol="scaled"),
                c.KMeans(k=3, featuresCol="scaled"),
            ]
            """,
            after="""
            from pyspark.ml import clustering as c, feature as F
            stages = [
                F.VectorAssembler(inputCols=columns, outputCol="features"),
                F.MinMaxScaler(inputCol="features", outputCol="scaled"),
                c.KMeans(k=3),
            ]
            """,
        ),
    ]
    leaves = [
        # No column "features": the estimator would raise.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import StandardScaler, VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="raw")
            scaler = StandardScaler(inputCol="raw", outputCol="scaled")
            lr = LogisticRegression(featuresCol="scaled")
            """
        ),
        # A tree splits scaled and unscaled features alike.
        Leaves(
            """
            from pyspark.ml.classification import DecisionTreeClassifier
            from pyspark.ml.feature import StandardScaler, VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            tree = DecisionTreeClassifier(featuresCol="scaled")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        kind = self.qualified_name(node.func) or ""
        features = argument(node, "featuresCol")
        if (
            not features
            or not isinstance(features.value, cst.SimpleString)
            or not kind.startswith(PACKAGES)
            or any(word in kind for word in ("Tree", "Forest", "GBT"))
        ):
            return
        made = {self._text(call, "outputCol"): call for call in self._feature_stages()}
        scaler = made.get(str(features.value.evaluated_value))
        if scaler and self._text(scaler, "inputCol") == "features" and "features" in made:
            yield without_argument(node, features)

    def _feature_stages(self) -> Iterator[cst.Call]:
        for call in self.program.calls:
            if (self.qualified_name(call.func) or "").startswith("pyspark.ml.feature."):
                yield call

    def _text(self, call: cst.Call, name: str) -> str | None:
        arg = argument(call, name)
        if arg is None or not isinstance(arg.value, cst.SimpleString):
            return None
        return str(arg.value.evaluated_value)
