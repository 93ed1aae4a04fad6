"""Names the parameter of a grid by a string.

scikit-learn's grids are dicts with names of parameters as keys. ParamGridBuilder takes Param
objects: `addGrid` raises a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class ParamNameAsTextInGrid(Mutator):
    id = "param-name-as-text-in-grid"
    title = "A parameter's name as text in addGrid"
    misconception = "A grid names the parameters that it varies by strings."
    principle = (
        "`addGrid` takes the Param object of one stage, such as `lr.regParam`; a name alone would "
        "not say which of a pipeline's stages is meant."
    )
    hint = "How would the grid know to which stage a parameter belongs?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.ParamGridBuilder.html"
    breaks = Raises("TypeError", match=r"param must be an instance of Param")
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
            grid = ParamGridBuilder().addGrid("regParam", [0.01, 0.1]).build()
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
                param="numTrees", values=[10, 20]
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mylib.tuning import ParamGridBuilder
            grid = ParamGridBuilder().addGrid(lr.regParam, [0.01, 0.1]).build()
            """
        ),
        # What the name stands for is not to be seen.
        Leaves(
            """
            from pyspark.ml.tuning import ParamGridBuilder
            grid = ParamGridBuilder().addGrid(strength, [0.01, 0.1]).build()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        param = argument(node, "param", 0)
        if (
            param
            and isinstance(param.value, cst.Attribute)
            and self.calls(node, "pyspark.ml.tuning.ParamGridBuilder.addGrid")
        ):
            quote = self._quote()
            text = cst.SimpleString(f"{quote}{param.value.attr.value}{quote}")
            yield replace_value(node, param, text)

    def _quote(self) -> str:
        """The quotation mark that the program prefers."""
        return '"' if self.program.source.count('"') >= self.program.source.count("'") else "'"
