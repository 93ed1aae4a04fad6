"""Lets AutoML train on columns that it was to leave alone.

Ids and what is known only afterwards make models that look better than they are. Nothing is raised.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class ExcludeColsLeftOut(Mutator):
    id = "exclude-cols-left-out"
    title = "AutoML without exclude_cols"
    misconception = "AutoML finds out which columns may be used as features."
    principle = (
        "AutoML trains on every column but the target. Ids, and columns that hold what is known "
        "only after the event, must be named in `exclude_cols`."
    )
    hint = "Which columns will be there, with meaning, when the model is used?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", exclude_cols=["customer_id"])
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn")
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress
            summary = regress(
                dataset=df,
                exclude_cols=leaks,
                target_col="price",
            )
            """,
            after="""
            from databricks.automl import regress
            summary = regress(
                dataset=df,
                target_col="price",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.classify(df, target_col="churn", exclude_cols=[])
            automl.classify(df, target_col="churn", exclude_frameworks=["xgboost"])
            """
        ),
        Leaves('search.classify(df, exclude_cols=["customer_id"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.automl.classify", "databricks.automl.regress"):
            return
        columns = argument(node, "exclude_cols")
        if columns is not None and self.program.elements(columns.value) != []:
            yield without_argument(node, columns)
