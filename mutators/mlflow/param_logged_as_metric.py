"""Logs a setting of the training with `log_metric`.

The setting is a number, and numbers look like metrics. MLflow takes it without a word; the run has
one parameter less and a metric that measures nothing.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, rename_method


class ParamLoggedAsMetric(Mutator):
    id = "param-logged-as-metric"
    title = "A setting logged as a metric"
    misconception = (
        "Every number of a run is a metric, and parameters are what is written in words."
    )
    principle = (
        "A parameter is a setting that the training was given, number or not. A metric is a "
        "number that was measured, and may be measured again at the next step."
    )
    hint = "Was this number chosen before the training, or measured during or after it?"
    docs = "https://mlflow.org/docs/latest/ml/tracking/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            for rate in [0.001, 0.02]:
                with mlflow.start_run():
                    mlflow.log_param("learning_rate", rate)
            """,
            after="""
            import mlflow
            for rate in [0.001, 0.02]:
                with mlflow.start_run():
                    mlflow.log_metric("learning_rate", rate)
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            depth = 5
            client = MlflowClient()
            client.log_param(run_id, "max_depth", depth)
            client.log_param(run_id, key="threshold", value=-0.5)
            """,
            after=(
                """
                from mlflow import MlflowClient
                depth = 5
                client = MlflowClient()
                client.log_metric(run_id, "max_depth", depth)
                client.log_param(run_id, key="threshold", value=-0.5)
                """,
                """
                from mlflow import MlflowClient
                depth = 5
                client = MlflowClient()
                client.log_param(run_id, "max_depth", depth)
                client.log_metric(run_id, key="threshold", value=-0.5)
                """,
            ),
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_param("model_type", "LogisticRegression")
            mlflow.log_param("best_rate", best_rate)
            """
        ),
        Leaves(
            """
            import mlflow
            for name in ["logreg", "svc"]:
                mlflow.log_param(f"{name}_used", name)
            """
        ),
        Leaves("trial.log_param('depth', 3)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_param"):
            size, names = 2, {"key", "value"}
        elif self.calls(node, "mlflow.MlflowClient.log_param"):
            size, names = 3, {"run_id", "key", "value"}
        else:
            return
        given = {arg.keyword.value for arg in node.args if arg.keyword}
        if len(node.args) != size or not given <= names or any(arg.star for arg in node.args):
            return
        value = next(
            (arg.value for arg in node.args if arg.keyword and arg.keyword.value == "value"),
            node.args[-1].value,
        )
        if self._is_number(value) or self._counts_numbers(node, value):
            call = rename_method(node, "log_metric")
            if call is not None:
                yield call

    def _is_number(self, node: cst.BaseExpression) -> bool:
        node = self.program.value_of(node) or node
        if isinstance(node, cst.UnaryOperation):
            node = node.expression
        return isinstance(node, cst.Integer | cst.Float)

    def _counts_numbers(self, node: cst.Call, value: cst.BaseExpression) -> bool:
        """Whether the value is the variable of a loop over numbers around the call."""
        if not isinstance(value, cst.Name) or self.program.value_of(value) is not None:
            return False
        for around in self.program.ancestors(node):
            if isinstance(around, cst.FunctionDef | cst.Lambda):
                return False
            if isinstance(around, cst.For) and around.target.deep_equals(value):
                numbers = self.program.elements(around.iter) or []
                return bool(numbers) and all(self._is_number(number) for number in numbers)
        return False
