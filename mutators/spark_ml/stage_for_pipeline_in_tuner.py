"""Gives a tuner the last stage of a pipeline as its estimator, not the pipeline.

The grid names parameters of that stage, which makes it look like the thing to tune. The tuner then
fits it on raw rows, without the column of features that the stages before it would have made:
Spark finds no such field and raises an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

TUNERS = ("pyspark.ml.tuning.CrossValidator", "pyspark.ml.tuning.TrainValidationSplit")
LEARNERS = ("pyspark.ml.classification.", "pyspark.ml.regression.", "pyspark.ml.clustering.")


class StageForPipelineInTuner(Mutator):
    id = "stage-for-pipeline-in-tuner"
    title = "Only the last stage is tuned"
    misconception = (
        "A tuner needs the algorithm whose parameters are in the grid; the stages before it are "
        "applied by the pipeline in any case."
    )
    principle = (
        "A tuner fits exactly the estimator that it is given. Only a whole pipeline brings the "
        "preprocessing along, and its stages' parameters can be in the grid all the same."
    )
    hint = "Which steps run on the raw rows of a fold before the algorithm sees them?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = Raises("IllegalArgumentException", match=r"No such struct field")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import VectorAssembler
            from pyspark.ml.tuning import CrossValidator
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            lr = LogisticRegression(maxIter=5)
            pipeline = Pipeline(stages=[assembler, lr])
            cv = CrossValidator(
                estimator=pipeline,
                estimatorParamMaps=grid,
                evaluator=evaluator,
            )
            """,
            after="""
            from pyspark.ml import Pipeline
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import VectorAssembler
            from pyspark.ml.tuning import CrossValidator
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            lr = LogisticRegression(maxIter=5)
            pipeline = Pipeline(stages=[assembler, lr])
            cv = CrossValidator(
                estimator=lr,
                estimatorParamMaps=grid,
                evaluator=evaluator,
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml as ml
            from pyspark.ml import feature as F, regression, tuning
            forest = regression.RandomForestRegressor(labelCol="price", featuresCol="scaled")
            steps = [F.StandardScaler(inputCol="raw", outputCol="scaled"), forest]
            whole = ml.Pipeline(stages=steps)
            search = tuning.TrainValidationSplit().setEstimator(whole).setEvaluator(evaluator)
            """,
            after="""
            import pyspark.ml as ml
            from pyspark.ml import feature as F, regression, tuning
            forest = regression.RandomForestRegressor(labelCol="price", featuresCol="scaled")
            steps = [F.StandardScaler(inputCol="raw", outputCol="scaled"), forest]
            whole = ml.Pipeline(stages=steps)
            search = tuning.TrainValidationSplit().setEstimator(forest).setEvaluator(evaluator)
            """,
        ),
    ]
    leaves = [
        # The rows may already have the column "features".
        Leaves(
            """
            from pyspark.ml import Pipeline
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.feature import StandardScaler
            from pyspark.ml.tuning import CrossValidator
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            lr = LogisticRegression(featuresCol="features")
            cv = CrossValidator(estimator=Pipeline(stages=[scaler, lr]))
            """
        ),
        Leaves(
            """
            from sklearn.pipeline import Pipeline
            pipeline = Pipeline([("scale", scaler), ("model", model)])
            cv = CrossValidator(estimator=pipeline)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *TUNERS):
            estimator = argument(node, "estimator")
        elif self.calls(node, *(f"{tuner}.setEstimator" for tuner in TUNERS)):
            estimator = argument(node, "value", 0)
        else:
            return
        if estimator is None:
            return
        stage = self._stage_that_needs_the_others(estimator.value)
        if stage:
            yield replace_value(node, estimator, cst.Name(stage))

    def _stage_that_needs_the_others(self, pipeline: cst.BaseExpression) -> str | None:
        """The name of the last stage, if it reads a column that another stage makes."""
        made = self._constructor(pipeline)
        if made is None or not self.calls(made, "pyspark.ml.Pipeline"):
            return None
        given = argument(made, "stages")
        stages = self.program.elements(given.value) if given else None
        if not stages or not isinstance(stages[-1], cst.Name):
            return None
        learner = self._constructor(stages[-1])
        kind = self.type_of(learner) or ""
        if learner is None or not kind.startswith(LEARNERS) or kind.endswith(".OneVsRest"):
            return None
        features = self._text(learner, "featuresCol", default="features")
        before = (self._constructor(stage) for stage in stages[:-1])
        if features and any(
            stage and self._text(stage, "outputCol") == features for stage in before
        ):
            return stages[-1].value
        return None

    def _constructor(self, node: cst.BaseExpression) -> cst.Call | None:
        value = self.program.value_of(node) if isinstance(node, cst.Name) else node
        return value if isinstance(value, cst.Call) else None

    def _text(self, call: cst.Call, name: str, default: str | None = None) -> str | None:
        arg = argument(call, name)
        if arg is None:
            return default
        return str(arg.value.evaluated_value) if isinstance(arg.value, cst.SimpleString) else None
