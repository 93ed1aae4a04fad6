"""Takes the parameter of a grid from the class instead of the stage.

Both look like the parameter. A param map is matched by the stage that owns the parameter, and the
class's own Param belongs to none: nothing raises, every candidate is fitted with the stage's own
settings, and the winner has none of the values of the grid.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class ParamOfClassInGrid(Mutator):
    id = "param-of-class-in-grid"
    title = "A parameter of the class in addGrid"
    misconception = "A grid names the kind of parameter, which the class tells as well as a stage."
    principle = (
        "A Param belongs to one instance. Only the Param of the very stage that is fitted has an "
        "effect; any other one is passed over without a word."
    )
    hint = "What ties a value in the grid to one particular stage of the pipeline?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#parameters"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.tuning import ParamGridBuilder
            lr = LogisticRegression(labelCol="churned")
            grid = ParamGridBuilder().addGrid(lr.regParam, [0.01, 0.1]).build()
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.ml.tuning import ParamGridBuilder
            lr = LogisticRegression(labelCol="churned")
            grid = ParamGridBuilder().addGrid(LogisticRegression.regParam, [0.01, 0.1]).build()
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import regression as r, tuning as t
            forest = r.RandomForestRegressor(seed=7)
            builder = t.ParamGridBuilder()
            builder.addGrid(
                param=forest.numTrees, values=[10, 20]
            )
            """,
            after="""
            from pyspark.ml import regression as r, tuning as t
            forest = r.RandomForestRegressor(seed=7)
            builder = t.ParamGridBuilder()
            builder.addGrid(
                param=r.RandomForestRegressor.numTrees, values=[10, 20]
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.tuning import ParamGridBuilder
            grid = ParamGridBuilder().addGrid(lr.regParam, [0.01, 0.1]).build()
            """
        ),
        Leaves(
            """
            from mylib.tuning import ParamGridBuilder
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="churned")
            grid = ParamGridBuilder().addGrid(lr.regParam, [0.01, 0.1]).build()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        param = argument(node, "param", 0)
        if (
            not param
            or not isinstance(param.value, cst.Attribute)
            or not self.calls(node, "pyspark.ml.tuning.ParamGridBuilder.addGrid")
        ):
            return
        stage = self.program.value_of(param.value.value)
        if isinstance(stage, cst.Call) and self._is_class_of_stages(stage.func):
            yield replace_value(node, param, param.value.with_changes(value=stage.func))

    def _is_class_of_stages(self, node: cst.BaseExpression) -> bool:
        name = self.qualified_name(node) or ""
        return name.startswith("pyspark.ml.") and name.rpartition(".")[2][:1].isupper()
