"""Leaves `featuresCol` out of the evaluator of clusters that were found in scaled features.

The evaluator gets the frame in which the clusters are. Nothing raises: it measures distances in the
column `features`, which is there as well, unscaled.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

EVALUATOR = "pyspark.ml.evaluation.ClusteringEvaluator"


class SilhouetteOfUnscaledFeatures(Mutator):
    id = "silhouette-of-unscaled-features"
    title = "Clusters judged by other features"
    misconception = "An evaluator measures in the features in which the clusters were found."
    principle = (
        "ClusteringEvaluator computes distances from the column in its own `featuresCol`, which is "
        "`features` by default; it knows nothing of what the model read."
    )
    hint = "From which column does the evaluator take its distances?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.ClusteringEvaluator.html"
    prerequisites = ["features-col-left-out"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import ClusteringEvaluator
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            evaluator = ClusteringEvaluator(featuresCol="scaled", metricName="silhouette")
            """,
            after="""
            from pyspark.ml.evaluation import ClusteringEvaluator
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            evaluator = ClusteringEvaluator(metricName="silhouette")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as ev, feature as F
            join = F.VectorAssembler(inputCols=["a", "b"], outputCol="features")
            score = ev.ClusteringEvaluator().setFeaturesCol("scaled").evaluate(clustered)
            """,
            after="""
            from pyspark.ml import evaluation as ev, feature as F
            join = F.VectorAssembler(inputCols=["a", "b"], outputCol="features")
            score = ev.ClusteringEvaluator().evaluate(clustered)
            """,
        ),
    ]
    leaves = [
        # There is no column "features": the evaluator would raise.
        Leaves(
            """
            from pyspark.ml.evaluation import ClusteringEvaluator
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="raw")
            evaluator = ClusteringEvaluator(featuresCol="scaled")
            """
        ),
        Leaves(
            """
            from sklearn.metrics import silhouette_score
            score = silhouette_score(scaled, labels)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if self.calls(node, EVALUATOR):
            features = argument(node, "featuresCol")
            if features and self._is_other(features.value):
                yield without_argument(node, features)
        elif self.calls(node, f"{EVALUATOR}.setFeaturesCol"):
            features = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                features
                and isinstance(built, cst.Call)
                and self.calls(built, EVALUATOR)
                and self._is_other(features.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_other(self, column: cst.BaseExpression) -> bool:
        """Whether it is another column than `features`, which a stage makes beside."""
        if not isinstance(column, cst.SimpleString) or column.evaluated_value == "features":
            return False
        for call in self.program.calls:
            made = argument(call, "outputCol")
            if (
                made
                and (self.qualified_name(call.func) or "").startswith("pyspark.ml.feature.")
                and isinstance(made.value, cst.SimpleString)
                and made.value.evaluated_value == "features"
            ):
                return True
        return False
