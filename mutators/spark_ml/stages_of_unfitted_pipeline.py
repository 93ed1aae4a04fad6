"""Takes a fitted stage from the pipeline instead of from its fitted model.

Both have something called `stages`. On the pipeline it is an object that describes the parameter of
that name: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class StagesOfUnfittedPipeline(Mutator):
    id = "stages-of-unfitted-pipeline"
    title = "stages of the pipeline itself"
    misconception = "After `fit` the fitted stages are found in the `stages` of the pipeline."
    principle = (
        "`stages` of a Pipeline is a Param, the description of a parameter. The fitted stages are "
        "a list on the PipelineModel that `fit` returns; `getStages()` gives the unfitted ones."
    )
    hint = "What does `fit` change in the pipeline on which it is called?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.Pipeline.html"
    breaks = Raises("TypeError", match=r"'Param' object is not subscriptable")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(stages=[assembler, lr])
            model = pipeline.fit(train_df)
            print(model.stages[-1].intercept)
            """,
            after="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(stages=[assembler, lr])
            model = pipeline.fit(train_df)
            print(pipeline.stages[-1].intercept)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml as ml
            prepare = ml.Pipeline().setStages([indexer, encoder])
            prepared = prepare.fit(dataset=rows)
            first, rest = prepared.stages[0], prepared.stages[1:]
            """,
            after=(
                """
                import pyspark.ml as ml
                prepare = ml.Pipeline().setStages([indexer, encoder])
                prepared = prepare.fit(dataset=rows)
                first, rest = prepare.stages[0], prepared.stages[1:]
                """,
                """
                import pyspark.ml as ml
                prepare = ml.Pipeline().setStages([indexer, encoder])
                prepared = prepare.fit(dataset=rows)
                first, rest = prepared.stages[0], prepare.stages[1:]
                """,
            ),
        ),
    ]
    leaves = [
        Leaves(
            """
            from mylib.flow import Pipeline
            pipeline = Pipeline(stages=[assembler, lr])
            model = pipeline.fit(train_df)
            print(model.stages[-1].intercept)
            """
        ),
        # The pipeline has no name.
        Leaves(
            """
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            print(model.stages[-1].intercept)
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Subscript]:
        stages = node.value
        if not isinstance(stages, cst.Attribute) or stages.attr.value != "stages":
            return
        if not self.is_a(stages.value, "pyspark.ml.PipelineModel"):
            return
        fit = self.program.value_of(stages.value)
        if (
            isinstance(fit, cst.Call)
            and isinstance(fit.func, cst.Attribute)
            and isinstance(pipeline := fit.func.value, cst.Name)
            and self.is_a(pipeline, "pyspark.ml.Pipeline")
            and self.program.is_bound_once(pipeline.value)
        ):
            yield node.with_changes(value=stages.with_changes(value=cst.Name(pipeline.value)))
