"""Leaves `step` out where a loop logs the same metric again and again.

MLflow doesn't count: without `step`, every value is logged at step 0. Nothing is raised; the run
ends up with a pile of points at one place instead of a curve.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class StepLeftOut(Mutator):
    id = "step-left-out"
    title = "log_metric in a loop without step"
    misconception = "MLflow numbers the values of a metric by itself, in the order of the calls."
    principle = (
        "`step` says where on its curve a metric's value belongs, and it is 0 where it is not "
        "given. A loop that logs one metric many times has to pass it."
    )
    hint = "Where on the horizontal axis of the metric's chart does each of these values end up?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_metric"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run():
                for epoch in range(3):
                    mlflow.log_metric("loss", train(), step=epoch)
            """,
            after="""
            import mlflow
            with mlflow.start_run():
                for epoch in range(3):
                    mlflow.log_metric("loss", train())
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            for i, scores in enumerate(history):
                mf.log_metrics(scores, i + 1)
            """,
            after="""
            import mlflow as mf
            for i, scores in enumerate(history):
                mf.log_metrics(scores)
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            for epoch in range(3):
                client.log_metric(
                    run_id,
                    "loss",
                    losses[epoch],
                    step=epoch,
                )
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            for epoch in range(3):
                client.log_metric(
                    run_id,
                    "loss",
                    losses[epoch],
                )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_metric("auc", auc, step=0)
            """
        ),
        Leaves(
            """
            import mlflow
            for fold in range(3):
                with mlflow.start_run():
                    mlflow.log_metric("auc", auc, step=fold)
            """
        ),
        Leaves(
            """
            for epoch in range(3):
                writer.log_metric("loss", loss, step=epoch)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.log_metric"):
            step = argument(node, "step", 2)
        elif self.calls(node, "mlflow.log_metrics"):
            step = argument(node, "step", 1)
        elif self.calls(node, "mlflow.MlflowClient.log_metric"):
            step = argument(node, "step")
        else:
            return
        if step is None or not self._counts(node, step.value):
            return
        after = node.args[node.args.index(step) + 1 :]
        if step.keyword or all(arg.keyword for arg in after):
            yield without_argument(node, step)

    def _counts(self, node: cst.Call, step: cst.BaseExpression) -> bool:
        """Whether the step changes with a loop that goes on within one run."""
        used = {name.value for name in m.findall(step, m.Name()) if isinstance(name, cst.Name)}
        for around in self.program.ancestors(node):
            if isinstance(around, cst.For):
                names = m.findall(around.target, m.Name())
                if any(isinstance(name, cst.Name) and name.value in used for name in names):
                    return True
            elif isinstance(around, cst.With):
                if any(self.calls(item.item, "mlflow.start_run") for item in around.items):
                    return False
            elif isinstance(around, cst.FunctionDef | cst.Lambda):
                return False
        return False
