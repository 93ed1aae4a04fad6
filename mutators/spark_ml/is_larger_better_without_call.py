"""Asks an evaluator whether larger is better without calling the method.

It reads like a property of the metric. Nothing raises: a method is an object, and an object counts
as true, so that the largest error is taken for the best.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

EVALUATORS = {
    "pyspark.ml.evaluation.MulticlassClassificationEvaluator": "f1",
    "pyspark.ml.evaluation.RegressionEvaluator": "rmse",
}
"""Evaluators that know metrics of which less is better, with their defaults."""

LESS_IS_BETTER = ("rmse", "mse", "mae", "logLoss", "hammingLoss")


class IsLargerBetterWithoutCall(Mutator):
    id = "is-larger-better-without-call"
    title = "isLargerBetter without its brackets"
    misconception = "`isLargerBetter` is a property of the evaluator that is True or False."
    principle = (
        "`isLargerBetter()` is a method. Without the brackets it is never called, and the method "
        "itself counts as true, whatever the metric."
    )
    hint = "What would this condition be for an evaluator of an error?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.RegressionEvaluator.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="mae")
            best = max(scores) if evaluator.isLargerBetter() else min(scores)
            """,
            after="""
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="mae")
            best = max(scores) if evaluator.isLargerBetter else min(scores)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.evaluation as ev
            judge = ev.RegressionEvaluator(labelCol="price")
            if not judge.isLargerBetter():
                scores = [-score for score in scores]
            """,
            after="""
            import pyspark.ml.evaluation as ev
            judge = ev.RegressionEvaluator(labelCol="price")
            if not judge.isLargerBetter:
                scores = [-score for score in scores]
            """,
        ),
    ]
    leaves = [
        # Larger is better, so that nothing would change.
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price", metricName="r2")
            best = max(scores) if evaluator.isLargerBetter() else min(scores)
            """
        ),
        Leaves("best = max(scores) if evaluator.isLargerBetter() else min(scores)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        for evaluator, default in EVALUATORS.items():
            if not self.calls(node, f"{evaluator}.isLargerBetter"):
                continue
            assert isinstance(node.func, cst.Attribute)
            built = self.program.value_of(node.func.value) or node.func.value
            if not self.calls(built, evaluator) or not self._is_condition(node):
                continue
            assert isinstance(built, cst.Call)
            metric = argument(built, "metricName")
            name: object = default
            if metric:
                text = metric.value
                name = text.evaluated_value if isinstance(text, cst.SimpleString) else None
            if name in LESS_IS_BETTER:
                yield node.func

    def _is_condition(self, node: cst.Call) -> bool:
        around = self.program.parent(node)
        if isinstance(around, cst.UnaryOperation):
            return isinstance(around.operator, cst.Not)
        return isinstance(around, cst.IfExp | cst.If) and around.test is node
