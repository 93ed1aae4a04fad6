"""Limits an AutoML run with `max_trials=`.

Older runtimes had it, and examples still show it. It is gone: "got an unexpected keyword argument
'max_trials'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import (
    Applies,
    Leaves,
    Mutator,
    Raises,
    argument,
    rename_keyword,
    replace_value,
)

FUNCTIONS = (
    "databricks.automl.classify",
    "databricks.automl.forecast",
    "databricks.automl.regress",
)


class AutomlMaxTrials(Mutator):
    id = "automl-max-trials"
    title = "max_trials given to AutoML"
    misconception = "The number of models that AutoML tries is limited with `max_trials`."
    principle = (
        "`max_trials` was deprecated in Databricks Runtime 10.4 ML and is not supported from "
        "11.0 ML on, though study guides still show it. `timeout_minutes` bounds a run."
    )
    hint = "By what is an AutoML run bounded on current runtimes: trials or time?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    seen = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("TypeError", match="unexpected keyword argument 'max_trials'")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", timeout_minutes=30)
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", max_trials=20)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress
            summary = regress(
                houses_df,
                timeout_minutes=limit,
                target_col="price",
            )
            """,
            after="""
            from databricks.automl import regress
            summary = regress(
                houses_df,
                max_trials=20,
                target_col="price",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.classify(df, target_col="churn")
            """
        ),
        Leaves('search.classify(df, target_col="churn", timeout_minutes=30)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        minutes = argument(node, "timeout_minutes") if self.calls(node, *FUNCTIONS) else None
        if minutes is not None:
            trials = replace_value(node, minutes, cst.Integer("20"))
            call = rename_keyword(trials, "timeout_minutes", "max_trials")
            if call is not None:
                yield call
