"""Leaves `predictionCol` out of an evaluator that should read a column made from the predictions.

The model's own column `prediction` is still in the frame. Nothing raises: the label is compared
with values on another scale.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

EVALUATOR = "pyspark.ml.evaluation.RegressionEvaluator"


class EvaluatorReadsPrediction(Mutator):
    id = "evaluator-reads-prediction"
    title = "The evaluator reads the model's own column"
    misconception = "An evaluator compares the label with the newest column of predictions."
    principle = (
        "An evaluator reads the column in `predictionCol`, which is `prediction` unless something "
        "else is said, even if a better column was made from it."
    )
    hint = "Which two columns does the evaluator compare, and are they in the same unit?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.RegressionEvaluator.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(
                labelCol="price", predictionCol="price_hat", metricName="rmse"
            )
            """,
            after="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(
                labelCol="price", metricName="rmse"
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.evaluation as ev
            r2 = ev.RegressionEvaluator(metricName="r2").setPredictionCol('y_hat').setLabelCol("y")
            """,
            after="""
            import pyspark.ml.evaluation as ev
            r2 = ev.RegressionEvaluator(metricName="r2").setLabelCol("y")
            """,
        ),
    ]
    leaves = [
        # The model writes to that column itself.
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            from pyspark.ml.regression import LinearRegression
            lr = LinearRegression(labelCol="price", predictionCol="price_hat")
            evaluator = RegressionEvaluator(labelCol="price", predictionCol="price_hat")
            """
        ),
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", predictionCol="prediction")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if self.calls(node, EVALUATOR):
            column = argument(node, "predictionCol")
            if column and self._is_made(column.value):
                yield without_argument(node, column)
        elif self.calls(node, f"{EVALUATOR}.setPredictionCol"):
            column = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                column
                and isinstance(built, cst.Call)
                and self.calls(built, EVALUATOR)
                and self._is_made(column.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_made(self, column: cst.BaseExpression) -> bool:
        """Whether no estimator was told to write its predictions to another column."""
        if not isinstance(column, cst.SimpleString) or column.evaluated_value == "prediction":
            return False
        return not any(
            argument(call, "predictionCol")
            for call in self.program.calls
            if not (self.qualified_name(call.func) or "").startswith("pyspark.ml.evaluation.")
        )
