"""Gives AutoML's forecast its horizon as a span of time, in words.

The horizon is a number of steps.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

UNITS = {
    "D": "day",
    "H": "hour",
    "M": "month",
    "MS": "month",
    "Q": "quarter",
    "W": "week",
    "d": "day",
    "h": "hour",
    "month": "month",
    "w": "week",
}
"""Values of `frequency`, to the unit that they count in."""


class HorizonAsText(Mutator):
    id = "horizon-as-text"
    title = "horizon as a text"
    misconception = "`horizon` is a span of time, such as four weeks."
    principle = (
        "`horizon` is an int that counts steps of `frequency`: with `frequency='W'`, four weeks "
        "ahead are `horizon=4`."
    )
    hint = "Where is the unit of the horizon given already?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("TypeError", match="horizon")
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
                df, target_col="units", time_col="week", frequency="W", horizon="4 weeks"
            )
            """,
        ),
        Applies(
            before="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                horizon=30,
                target_col="load",
                time_col="day",
            )
            """,
            after="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                horizon="30 days",
                target_col="load",
                time_col="day",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.forecast(df, target_col="units", time_col="week", horizon=weeks)
            """
        ),
        Leaves('prophet.forecast(df, frequency="W", horizon=4)'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.automl.forecast"):
            return
        horizon = argument(node, "horizon")
        if horizon is None or not isinstance(horizon.value, cst.Integer):
            return
        frequency = argument(node, "frequency")
        unit = "day"
        if frequency is not None:
            value = frequency.value
            unit = UNITS.get(value.raw_value, "") if isinstance(value, cst.SimpleString) else ""
        if unit:
            steps = horizon.value.value
            text = f'"{steps} {unit}{"" if steps == "1" else "s"}"'
            yield replace_value(node, horizon, cst.SimpleString(text))
