"""Gives Pipeline its parts as `steps`.

That is the parameter of scikit-learn's Pipeline. Spark's Pipeline has no such parameter: a
TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class StepsForStages(Mutator):
    id = "steps-for-stages"
    title = "steps instead of stages"
    misconception = "A pipeline consists of `steps`, in Spark as in scikit-learn."
    principle = (
        "Spark's Pipeline takes a list of `stages`, transformers and estimators without names, "
        "and runs them in that order."
    )
    hint = "What does Spark ML call the parts of a pipeline, fitted or not?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#pipeline"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'steps'")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(stages=[indexer, assembler, lr])
            """,
            after="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(steps=[indexer, assembler, lr])
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.pipeline as p
            model = p.Pipeline(
                stages=stages,
            ).fit(df)
            """,
            after="""
            import pyspark.ml.pipeline as p
            model = p.Pipeline(
                steps=stages,
            ).fit(df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mylib.pipeline import Pipeline
            pipeline = Pipeline(stages=[scaler, model])
            """
        ),
        Leaves("pipeline = Pipeline(stages=[indexer, assembler, lr])"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "pyspark.ml.Pipeline"):
            renamed = rename_keyword(node, "stages", "steps")
            if renamed:
                yield renamed
