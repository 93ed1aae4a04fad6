"""Leaves `pos_label` out, so that AutoML takes the other class for the positive one.

Nothing is raised: precision and F1 are those of the class that nobody asked about.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class PosLabelLeftOut(Mutator):
    id = "pos-label-left-out"
    title = "AutoML without pos_label"
    misconception = "AutoML sees which of two classes is the one that matters."
    principle = (
        "Precision and F1 speak of one class, the positive one. With two classes `pos_label` "
        "says which that is; without it the choice is not yours."
    )
    hint = "Of which class is this metric the precision?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(
                df, target_col="state", pos_label="faulty", primary_metric="precision"
            )
            """,
            after="""
            from databricks import automl
            summary = automl.classify(
                df, target_col="state", primary_metric="precision"
            )
            """,
        ),
        Applies(
            before="""
            import databricks.automl as dba
            summary = dba.classify(
                dataset=df,
                target_col="state",
                pos_label='bad',
            )
            """,
            after="""
            import databricks.automl as dba
            summary = dba.classify(
                dataset=df,
                target_col="state",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.classify(df, target_col="churn", pos_label=1)
            automl.classify(df, target_col="churn", pos_label="yes", primary_metric="accuracy")
            """
        ),
        Leaves('f1_score(y, predicted, pos_label="faulty")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.automl.classify"):
            return
        label, metric = argument(node, "pos_label"), argument(node, "primary_metric")
        if label is None or not isinstance(label.value, cst.SimpleString):
            return  # a number is likely the 1 of 0 and 1, which is the default
        if metric is None or (
            isinstance(metric.value, cst.SimpleString)
            and metric.value.raw_value in ("f1", "precision")
        ):
            yield without_argument(node, label)
