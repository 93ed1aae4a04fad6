"""Forecasts several series without saying which column tells them apart.

Nothing is raised: the values of one time are averaged over all series, and there is one forecast.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class IdentityColLeftOut(Mutator):
    id = "identity-col-left-out"
    title = "forecast without identity_col"
    misconception = "AutoML sees by itself that a table holds several series."
    principle = (
        "`identity_col` names the columns that tell the series apart. Without it all rows are "
        "one series, and values of the same time are averaged."
    )
    hint = "How would AutoML know that two rows of one time belong to different series?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.forecast(
                df, target_col="units", time_col="week", identity_col="shop", horizon=4
            )
            """,
            after="""
            from databricks import automl
            summary = automl.forecast(
                df, target_col="units", time_col="week", horizon=4
            )
            """,
        ),
        Applies(
            before="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                identity_col=["shop", "product"],
                target_col="units",
                time_col="day",
            )
            """,
            after="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                target_col="units",
                time_col="day",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.forecast(df, target_col="units", time_col="day", horizon=7)
            """
        ),
        Leaves('prophet.forecast(df, identity_col="shop", horizon=4)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "databricks.automl.forecast"):
            identity = argument(node, "identity_col")
            if identity is not None:
                yield without_argument(node, identity)
