"""Imports scikit-learn's Pipeline for stages of Spark.

Both libraries have a Pipeline. scikit-learn's takes `steps`, pairs of a name and an estimator:
"Pipeline.__init__() got an unexpected keyword argument 'stages'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, with_module


class SklearnPipelineForSpark(Mutator):
    id = "sklearn-pipeline-for-spark"
    title = "scikit-learn's Pipeline for Spark's stages"
    misconception = "One class Pipeline serves scikit-learn and Spark."
    principle = (
        "Stages of Spark belong in `pyspark.ml.Pipeline`, whose keyword is `stages`. "
        "`sklearn.pipeline.Pipeline` is another class; it takes `steps` with names."
    )
    hint = "From which library are the steps that this pipeline chains?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html"
    breaks = Raises("TypeError", match="unexpected keyword argument 'stages'")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(stages=[assembler, lr])
            """,
            after="""
            from sklearn.pipeline import Pipeline
            pipeline = Pipeline(stages=[assembler, lr])
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import Pipeline as SparkPipeline
            model = SparkPipeline(
                stages=stages,
            ).fit(train_df)
            """,
            after="""
            from sklearn.pipeline import Pipeline as SparkPipeline
            model = SparkPipeline(
                stages=stages,
            ).fit(train_df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.pipeline import Pipeline
            Pipeline(steps=[("model", lr)])
            """
        ),
        Leaves(
            """
            from pyspark.ml import Pipeline
            Pipeline().setStages([assembler, lr]).fit(df)
            """
        ),
        Leaves(
            """
            from pyspark.ml import Pipeline, PipelineModel
            Pipeline(stages=[]).fit(df)
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        if self.imported_from(node) != ("pyspark.ml", ["Pipeline"]):
            return
        made = [call for call in self.program.calls if self.calls(call, "pyspark.ml.Pipeline")]
        if made and all(argument(call, "stages") for call in made):
            yield with_module(node, "sklearn.pipeline")
