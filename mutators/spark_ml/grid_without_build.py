"""Leaves `.build()` off a ParamGridBuilder chain.

`addGrid` returns the builder, so that the builder reaches `estimatorParamMaps`. The tuner's
constructor takes it; `fit` asks for the number of param maps and raises a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

TUNERS = ("pyspark.ml.tuning.CrossValidator", "pyspark.ml.tuning.TrainValidationSplit")


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
    breaks = Raises("TypeError", match=r"'ParamGridBuilder' has no len")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
            grid = (
                ParamGridBuilder()
                .addGrid(lr.regParam, [0.01, 0.1])
                .build()
            )
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
            grid = (
                ParamGridBuilder()
                .addGrid(lr.regParam, [0.01, 0.1])
            )
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as tuning
            builder = tuning.ParamGridBuilder()
            tvs = tuning.TrainValidationSplit().setEstimator(lr).setEvaluator(evaluator)
            tvs.setEstimatorParamMaps(builder.addGrid(lr.maxIter, [5]).build())
            """,
            after="""
            import pyspark.ml.tuning as tuning
            builder = tuning.ParamGridBuilder()
            tvs = tuning.TrainValidationSplit().setEstimator(lr).setEvaluator(evaluator)
            tvs.setEstimatorParamMaps(builder.addGrid(lr.maxIter, [5]))
            """,
        ),
    ]
    leaves = [
        Leaves("house = HouseBuilder().add(wall).build()"),
        # No tuner gets this grid.
        Leaves(
            """
            from pyspark.ml.tuning import ParamGridBuilder
            grid = ParamGridBuilder().addGrid(lr.regParam, [0.01, 0.1]).build()
            models = lr.fit(train_df, grid)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            self.calls(node, "pyspark.ml.tuning.ParamGridBuilder.build")
            and isinstance(node.func, cst.Attribute)
            and self._reaches_a_tuner(node)
        ):
            yield node.func.value.with_changes(lpar=node.lpar, rpar=node.rpar)

    def _reaches_a_tuner(self, grid: cst.Call) -> bool:
        for call in self.program.calls:
            given = None
            if self.calls(call, *TUNERS):
                given = argument(call, "estimatorParamMaps")
            elif self.calls(call, *(f"{tuner}.setEstimatorParamMaps" for tuner in TUNERS)):
                given = argument(call, "value", 0)
            if given and any(
                grid is each for each in (given.value, self.program.value_of(given.value))
            ):
                return True
        return False
