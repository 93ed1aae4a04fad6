"""Counts AutoML's horizon in days, where the frequency is another.

Nothing is raised: the forecast reaches much farther than it was asked to.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value

DAYS = {"M": 30, "MS": 30, "Q": 90, "W": 7, "month": 30, "quarter": 90, "w": 7, "week": 7}
"""Values of `frequency`, to the days that one step has."""


class HorizonInDays(Mutator):
    id = "horizon-in-days"
    title = "horizon counted in days"
    misconception = "`horizon` counts days, whatever the data's frequency."
    principle = (
        "`horizon` counts periods of `frequency`. With weekly data, `horizon=4` is four weeks, "
        "and 28 would be more than half a year."
    )
    hint = "How long is one step of this forecast?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    prerequisites = ["horizon-as-text"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.forecast(
                df, target_col="units", time_col="week", frequency="W", horizon=4
            )
            """,
            after="""
            from databricks import automl
            summary = automl.forecast(
                df, target_col="units", time_col="week", frequency="W", horizon=28
            )
            """,
        ),
        Applies(
            before="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                horizon=3,
                target_col="load",
                time_col="month",
                frequency='month',
            )
            """,
            after="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                horizon=90,
                target_col="load",
                time_col="month",
                frequency='month',
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.forecast(df, target_col="units", time_col="day", frequency="D", horizon=28)
            automl.forecast(df, target_col="units", time_col="day", horizon=28)
            automl.forecast(df, target_col="units", time_col="week", frequency="W", horizon=weeks)
            """
        ),
        Leaves('prophet.forecast(df, frequency="W", horizon=4)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.automl.forecast"):
            return
        horizon, frequency = argument(node, "horizon"), argument(node, "frequency")
        if (
            horizon is None
            or frequency is None
            or not isinstance(horizon.value, cst.Integer)
            or not isinstance(frequency.value, cst.SimpleString)
        ):
            return
        days = DAYS.get(frequency.value.raw_value)
        if days is not None:
            counted = cst.Integer(str(days * horizon.value.evaluated_value))
            yield replace_value(node, horizon, counted)
