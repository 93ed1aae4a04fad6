"""Saves a model to a path that holds one already, without asking to overwrite it.

The first time it works, and so do other libraries the second time. Spark refuses to touch what is
there: a Py4JJavaError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class SaveOverExisting(Mutator):
    id = "save-over-existing"
    title = "Saving to a path that exists"
    misconception = "`save` replaces what was saved to the same path before."
    principle = (
        "`save` raises if the path exists. `write().overwrite().save(path)` replaces what is there."
    )
    hint = "What is at this path already, and who allows to delete it?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.util.MLWriter.html"
    breaks = Raises("Py4JJavaError", match=r"already exists")
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
            model.save(path)
            """,
        ),
        Applies(
            before="""
            from pyspark import ml
            fitted = ml.Pipeline(stages=stages).fit(rows)
            fitted.stages[-1].write().overwrite().save(path=f"{folder}/last")
            """,
            after="""
            from pyspark import ml
            fitted = ml.Pipeline(stages=stages).fit(rows)
            fitted.stages[-1].save(path=f"{folder}/last")
            """,
        ),
    ]
    leaves = [
        Leaves("model.write().overwrite().save(path)"),
        Leaves(
            """
            df = spark.table("flats")
            df.write.mode("overwrite").save(path)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        model: cst.BaseExpression = node
        for method in ("save", "overwrite", "write"):
            if not isinstance(model, cst.Call) or not isinstance(model.func, cst.Attribute):
                return
            if model.func.attr.value != method:
                return
            model = model.func.value
        if self._is_of_spark_ml(model):
            assert isinstance(node.func, cst.Attribute)
            yield node.with_changes(func=node.func.with_changes(value=model))

    def _is_of_spark_ml(self, owner: cst.BaseExpression) -> bool:
        stage = self.program.value_of(owner) or owner
        if (
            isinstance(stage, cst.Subscript)
            and isinstance(stage.value, cst.Attribute)
            and stage.value.attr.value == "stages"
        ):
            owner = stage.value.value
        return (self.type_of(owner) or "").startswith("pyspark.ml.")
