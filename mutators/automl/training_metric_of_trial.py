"""Reads a trial's metric of the training rows, where the one of the test rows is meant.

Both are there under names that look alike, so nothing is raised.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, with_text


class TrainingMetricOfTrial(Mutator):
    id = "training-metric-of-trial"
    title = "A trial's training metric taken for its test metric"
    misconception = "Whatever metric a trial holds tells how good its model will be."
    principle = (
        "AutoML logs each metric for the training, validation and test rows, as in "
        "`training_r2_score`, `val_r2_score` and `test_r2_score`. Only rows that were not used "
        "to train or to choose tell how good a model is."
    )
    hint = "On which rows was this metric measured?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.regress(df, target_col="price")
            r2 = summary.best_trial.metrics["test_r2_score"]
            """,
            after="""
            from databricks import automl
            summary = automl.regress(df, target_col="price")
            r2 = summary.best_trial.metrics["training_r2_score"]
            """,
        ),
        Applies(
            before="""
            from databricks.automl import classify
            best = classify(dataset=df, target_col="churn").best_trial
            print(
                best.metrics['test_f1_score']
            )
            """,
            after="""
            from databricks.automl import classify
            best = classify(dataset=df, target_col="churn").best_trial
            print(
                best.metrics['training_f1_score']
            )
            """,
        ),
    ]
    leaves = [
        Leaves('print(run.data.metrics["test_f1_score"])'),
        Leaves(
            """
            from databricks import automl
            best = automl.regress(df, target_col="price").best_trial
            print(best.metrics["val_rmse"], best.params["test_size"])
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Subscript]:
        metrics = node.value
        if (
            not isinstance(metrics, cst.Attribute)
            or metrics.attr.value != "metrics"
            or not self.is_a(metrics.value, "databricks.automl.TrialInfo")
        ):
            return
        index = node.slice[0].slice if len(node.slice) == 1 else None
        key = index.value if isinstance(index, cst.Index) else None
        if isinstance(key, cst.SimpleString) and key.raw_value.startswith("test_"):
            text = with_text(key, f"training_{key.raw_value.removeprefix('test_')}")
            new = cst.SubscriptElement(cst.Index(text))
            yield node.with_changes(slice=[new])
