"""Gives an evaluator the test rows instead of the predictions for them.

An evaluator was told all its columns, and the rows to judge by are the test rows. It only compares
columns that exist already: an IllegalArgumentException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class EvaluateBeforeTransform(Mutator):
    id = "evaluate-before-transform"
    title = "An evaluator on rows without predictions"
    misconception = "An evaluator lets the model predict the rows that it is given."
    principle = (
        "An evaluator predicts nothing. It compares two columns of a frame that `transform` of a "
        "model has added its predictions to."
    )
    hint = "Which columns do these rows have, and who adds the predictions?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.BinaryClassificationEvaluator.html"
    prerequisites = ["model-for-predictions-in-evaluator"]
    breaks = Raises("IllegalArgumentException", match=r"No such struct field")
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price")
            predictions = model.transform(test_df)
            rmse = evaluator.evaluate(predictions)
            """,
            after="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price")
            predictions = model.transform(test_df)
            rmse = evaluator.evaluate(test_df)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as ev
            judge = ev.BinaryClassificationEvaluator(labelCol="churned")
            print(judge.evaluate(dataset=cv_model.bestModel.transform(dataset=testing)))
            """,
            after="""
            from pyspark.ml import evaluation as ev
            judge = ev.BinaryClassificationEvaluator(labelCol="churned")
            print(judge.evaluate(dataset=testing))
            """,
        ),
    ]
    leaves = [
        # Where the predictions come from is not to be seen.
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            rmse = RegressionEvaluator(labelCol="price").evaluate(predictions)
            """
        ),
        Leaves(
            """
            from mylib.evaluation import RegressionEvaluator
            predictions = model.transform(test_df)
            rmse = RegressionEvaluator(labelCol="price").evaluate(predictions)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        name = self.qualified_name(node.func) or ""
        given = argument(node, "dataset", 0)
        if given is None or not (
            name.startswith("pyspark.ml.evaluation.") and name.endswith(".evaluate")
        ):
            return
        rows = self._rows_behind(self.program.value_of(given.value) or given.value)
        if isinstance(rows, cst.Name):
            yield replace_value(node, given, cst.Name(rows.value))

    def _rows_behind(self, predictions: cst.BaseExpression) -> cst.BaseExpression | None:
        """The rows that were transformed, over columns that were added afterwards."""
        node = predictions
        while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            if node.func.attr.value == "transform":
                rows = argument(node, "dataset", 0)
                return rows.value if rows else None
            if node.func.attr.value != "withColumn":
                return None
            node = node.func.value
        return None
