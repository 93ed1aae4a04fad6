"""Gives Pipeline its stages without naming the parameter.

scikit-learn's Pipeline takes its steps as the first positional argument. The constructors of Spark
ML accept keywords only: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class PositionalStages(Mutator):
    id = "positional-stages"
    title = "Stages without their keyword"
    misconception = "A pipeline's list of stages can be its first positional argument."
    principle = (
        "The constructors of Spark ML's pipelines, stages, tuners and evaluators take keyword "
        "arguments only; a pipeline's list is `stages=`."
    )
    hint = "How are arguments passed to all the other constructors of Spark ML?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.Pipeline.html"
    breaks = Raises("TypeError", match=r"forces keyword arguments")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(stages=[indexer, assembler, lr])
            """,
            after="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline([indexer, assembler, lr])
            """,
        ),
        Applies(
            before="""
            import pyspark.ml as ml
            model = ml.Pipeline(
                stages=stages,
            ).fit(df)
            """,
            after="""
            import pyspark.ml as ml
            model = ml.Pipeline(
                stages,
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
        Leaves(
            """
            from pyspark.ml import Pipeline
            pipeline = Pipeline().setStages([indexer, assembler, lr])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        stages = argument(node, "stages")
        if stages and self.calls(node, "pyspark.ml.Pipeline"):
            unnamed = stages.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
            yield node.with_changes(args=[unnamed if arg is stages else arg for arg in node.args])
