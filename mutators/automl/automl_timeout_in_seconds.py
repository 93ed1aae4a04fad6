"""Limits an AutoML run with `timeout=` and a number of seconds.

The argument says its unit, and there is no other: "got an unexpected keyword argument 'timeout'".
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


class AutomlTimeoutInSeconds(Mutator):
    id = "automl-timeout-in-seconds"
    title = "timeout= for timeout_minutes="
    misconception = "AutoML is limited by a timeout in seconds."
    principle = (
        "`timeout_minutes` limits how long AutoML searches, in minutes. It is the way to bound "
        "a run on current runtimes."
    )
    hint = "In which unit does AutoML count, and where does it say so?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("TypeError", match="unexpected keyword argument 'timeout'")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", timeout_minutes=30)
            """,
            after="""
            from databricks import automl
            summary = automl.classify(df, target_col="churn", timeout=1800)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import regress as search
            summary = search(
                houses_df,
                timeout_minutes=5,
                target_col="price",
            )
            """,
            after="""
            from databricks.automl import regress as search
            summary = search(
                houses_df,
                timeout=300,
                target_col="price",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.classify(df, target_col="churn", timeout_minutes=limit)
            """
        ),
        Leaves('search.classify(df, target_col="churn", timeout_minutes=30)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        minutes = argument(node, "timeout_minutes") if self.calls(node, *FUNCTIONS) else None
        if minutes is None or not isinstance(minutes.value, cst.Integer):
            return
        seconds = cst.Integer(str(60 * minutes.value.evaluated_value))
        call = rename_keyword(replace_value(node, minutes, seconds), "timeout_minutes", "timeout")
        if call is not None:
            yield call
