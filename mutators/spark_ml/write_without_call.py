"""Uses `write` of a model as if it were a property, as on a DataFrame.

`df.write.mode(...)` has no brackets; `model.write()` is a method and needs them: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class WriteWithoutCall(Mutator):
    id = "write-without-call"
    title = "write of a model without brackets"
    misconception = "`write` of a model is a property, as `write` of a DataFrame is."
    principle = (
        "`write()` of a pipeline or a model is a method that returns a writer; only the writer has "
        "`overwrite` and `save`. On a DataFrame `write` is a property."
    )
    hint = "What is `write` before anybody calls it?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.util.MLWritable.html"
    breaks = Raises("AttributeError", match=r"'(function|method)' object has no attribute")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            model.write().overwrite().save(path)
            """,
            after="""
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            model.write.overwrite().save(path)
            """,
        ),
        Applies(
            before="""
            from pyspark import ml
            fitted = ml.Pipeline(stages=stages).fit(rows)
            fitted.stages[-1].write().save("models/last")
            """,
            after="""
            from pyspark import ml
            fitted = ml.Pipeline(stages=stages).fit(rows)
            fitted.stages[-1].write.save("models/last")
            """,
        ),
    ]
    leaves = [
        Leaves('model.write().overwrite().save("models/last")'),
        Leaves(
            """
            df = spark.table("flats")
            df.write.mode("overwrite").save(path)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Attribute]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "write"
            and not node.args
            and isinstance(self.program.parent(node), cst.Attribute)
            and self._is_of_spark_ml(node.func.value)
        ):
            yield node.func

    def _is_of_spark_ml(self, owner: cst.BaseExpression) -> bool:
        stage = self.program.value_of(owner) or owner
        if (
            isinstance(stage, cst.Subscript)
            and isinstance(stage.value, cst.Attribute)
            and stage.value.attr.value == "stages"
        ):
            owner = stage.value.value
        return (self.type_of(owner) or "").startswith("pyspark.ml.")
