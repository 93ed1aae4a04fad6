"""Reads from a fitted pipeline what its last stage has learned.

The fitted pipeline predicts like a model, so it seems to be the model. It is only the list of its
stages: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

LEARNED = (
    "clusterCenters coefficientMatrix coefficients featureImportances intercept interceptVector "
    "labels labelsArray summary surrogateDF trees"
).split()
"""Attributes of fitted stages that a PipelineModel lacks, in pyspark 4.3."""


class LearnedValueOnPipelineModel(Mutator):
    id = "learned-value-on-pipeline-model"
    title = "A learned value of the whole pipeline"
    misconception = "A fitted pipeline has the attributes of the model at its end."
    principle = (
        "A PipelineModel holds the fitted stages in `stages` and passes on nothing of theirs. "
        "Coefficients or importances are at the stage itself, such as `stages[-1]`."
    )
    hint = "What does a fitted pipeline know about the model at its end?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.PipelineModel.html"
    seen = "https://github.com/dmlc/xgboost/issues/1941"
    breaks = Raises("AttributeError", match=r"'PipelineModel' object has no attribute")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            print(model.stages[-1].coefficients)
            """,
            after="""
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            print(model.coefficients)
            """,
        ),
        Applies(
            before="""
            from pyspark import ml
            fitted = ml.Pipeline(stages=stages).fit(dataset=rows)
            forest_model = fitted.stages[2]
            for weight in forest_model.featureImportances.toArray():
                print(weight)
            """,
            after="""
            from pyspark import ml
            fitted = ml.Pipeline(stages=stages).fit(dataset=rows)
            forest_model = fitted.stages[2]
            for weight in fitted.featureImportances.toArray():
                print(weight)
            """,
        ),
    ]
    leaves = [
        # A pipeline of scikit-learn.
        Leaves(
            """
            from sklearn.pipeline import Pipeline
            model = Pipeline(steps=steps).fit(X, y)
            print(model.stages[-1].coefficients)
            """
        ),
        Leaves("print(model.stages[-1].coefficients)"),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if node.attr.value not in LEARNED:
            return
        stage = self.program.value_of(node.value) or node.value
        if (
            isinstance(stage, cst.Subscript)
            and isinstance(stages := stage.value, cst.Attribute)
            and stages.attr.value == "stages"
            and isinstance(stages.value, cst.Name)
            and self.program.is_bound_once(stages.value.value)
            and self.is_a(stages.value, "pyspark.ml.PipelineModel")
        ):
            yield node.with_changes(value=cst.Name(stages.value.value))
