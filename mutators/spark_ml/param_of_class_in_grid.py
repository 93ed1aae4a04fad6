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
            grid = (
                ParamGridBuilder()
                .addGrid(LogisticRegression.regParam, [0.01, 0.1])
                .build()
            )
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
        if isinstance(self.program.parent(node), cst.Attribute):
            return  # a part of a chain, which is seen with the whole
        call: cst.BaseExpression = node
        while isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute):
            if changed := self._with_param_of_class(call):
                whole = changed if call is node else node.deep_replace(call, changed)
                yield cst.ensure_type(whole, cst.Call)
            call = call.func.value

    def _with_param_of_class(self, call: cst.Call) -> cst.Call | None:
        """The call of `addGrid` with the Param of the class whose instance it names."""
        param = argument(call, "param", 0)
        if (
            not param
            or not isinstance(param.value, cst.Attribute)
            or not self.calls(call, "pyspark.ml.tuning.ParamGridBuilder.addGrid")
        ):
            return None
        stage = self.program.value_of(param.value.value)
        if not isinstance(stage, cst.Call) or not self._is_class_of_stages(stage.func):
            return None
        return replace_value(call, param, param.value.with_changes(value=stage.func))

    def _is_class_of_stages(self, node: cst.BaseExpression) -> bool:
        name = self.qualified_name(node) or ""
        return name.startswith("pyspark.ml.") and name.rpartition(".")[2][:1].isupper()
