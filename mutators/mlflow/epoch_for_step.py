"""Passes the epoch to `log_metric` as `epoch=`.

Training loops count epochs, so the word comes by itself. MLflow's word is `step`; anything else is
an unexpected keyword, a TypeError.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_keyword


class EpochForStep(Mutator):
    id = "epoch-for-step"
    title = "log_metric with epoch="
    misconception = "`log_metric` has an argument `epoch` for the epoch that a value belongs to."
    principle = (
        "MLflow knows no epochs: the position of a metric's value is its `step`, and what one step "
        "stands for (an epoch, a batch, a fold) is up to you."
    )
    hint = "What is the general word with which MLflow counts the values of one metric?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_metric"
    breaks = Raises(
        "TypeError", match=r"log_metrics?\(\) got an unexpected keyword argument 'epoch'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            for epoch in range(3):
                mlflow.log_metric("loss", loss, step=epoch)
            """,
            after="""
            import mlflow
            for epoch in range(3):
                mlflow.log_metric("loss", loss, epoch=epoch)
            """,
        ),
        Applies(
            before="""
            from mlflow import log_metrics
            log_metrics(
                {"loss": loss, "accuracy": accuracy},
                step=epoch + 1,
            )
            """,
            after="""
            from mlflow import log_metrics
            log_metrics(
                {"loss": loss, "accuracy": accuracy},
                epoch=epoch + 1,
            )
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            client = mf.MlflowClient()
            client.log_metric(run_id, "loss", 0.3, step=last_epoch)
            """,
            after="""
            import mlflow as mf
            client = mf.MlflowClient()
            client.log_metric(run_id, "loss", 0.3, epoch=last_epoch)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_metric("loss", loss, epoch)
            mlflow.log_metric("fold_auc", auc, step=fold)
            """
        ),
        Leaves("writer.log_metric('loss', loss, step=epoch)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(
            node, "mlflow.log_metric", "mlflow.log_metrics", "mlflow.MlflowClient.log_metric"
        ):
            return
        step = argument(node, "step")
        if step is None or not any(
            isinstance(name, cst.Name) and "epoch" in name.value
            for name in m.findall(step.value, m.Name())
        ):
            return
        call = rename_keyword(node, "step", "epoch")
        if call is not None:
            yield call
