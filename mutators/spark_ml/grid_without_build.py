"""Leaves `.build()` off a ParamGridBuilder chain.

`addGrid` returns the builder, so that what reaches `estimatorParamMaps` is not a list of param
maps, and the tuner's constructor refuses it.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class GridWithoutBuild(Mutator):
    id = "grid-without-build"
    title = "ParamGridBuilder without build()"
    misconception = "A ParamGridBuilder to which the values were added already is the grid."
    principle = (
        "A ParamGridBuilder only collects values; `build()` turns them into the list of param maps "
        "that the tuner tries."
    )
    hint = "Which object does the tuner need in order to know every combination to try?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.ParamGridBuilder.html"
    breaks = Raises("TypeError", match="estimatorParamMaps")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import ParamGridBuilder
            grid = (
                ParamGridBuilder()
                .addGrid(lr.regParam, [0.01, 0.1])
                .build()
            )
            """,
            after="""
            from pyspark.ml.tuning import ParamGridBuilder
            grid = (
                ParamGridBuilder()
                .addGrid(lr.regParam, [0.01, 0.1])
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as tuning
            builder = tuning.ParamGridBuilder()
            grid = builder.addGrid(lr.maxIter, [5]).build()
            """,
            after="""
            import pyspark.ml.tuning as tuning
            builder = tuning.ParamGridBuilder()
            grid = builder.addGrid(lr.maxIter, [5])
            """,
        ),
    ]
    leaves = [
        Leaves("house = HouseBuilder().add(wall).build()"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            self.calls(node, "pyspark.ml.tuning.ParamGridBuilder.build")
            and isinstance(node.func, cst.Attribute)
        ):
            yield node.func.value.with_changes(lpar=node.lpar, rpar=node.rpar)
