"""Leaves `frequency` out where the data is not daily.

Nothing is raised: AutoML takes the series for a daily one, fills the days between and forecasts the
coming days.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class FrequencyLeftOut(Mutator):
    id = "frequency-left-out"
    title = "forecast without frequency"
    misconception = "AutoML finds out by itself at what intervals the values of a series lie."
    principle = (
        "`frequency` is daily unless it is given. For other series it must be said, as in "
        "`frequency='W'`; `horizon` is counted in it too."
    )
    hint = "Which frequency does a forecast have if none is given?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
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
                df, target_col="units", time_col="week", horizon=4
            )
            """,
        ),
        Applies(
            before="""
            from databricks.automl import forecast as predict
            summary = predict(
                dataset=df,
                frequency='month',
                target_col="load",
                time_col="month",
            )
            """,
            after="""
            from databricks.automl import forecast as predict
            summary = predict(
                dataset=df,
                target_col="load",
                time_col="month",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.forecast(df, target_col="units", time_col="day", frequency="D", horizon=7)
            """
        ),
        Leaves('prophet.forecast(df, frequency="W", horizon=4)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.automl.forecast"):
            return
        frequency = argument(node, "frequency")
        if (
            frequency is not None
            and isinstance(frequency.value, cst.SimpleString)
            and frequency.value.raw_value.lower() not in ("d", "day", "days")
        ):
            yield without_argument(node, frequency)
