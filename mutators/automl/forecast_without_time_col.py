"""Asks for a forecast without naming the column of the times.

There is no default: "missing 1 required keyword-only argument: 'time_col'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class ForecastWithoutTimeCol(Mutator):
    id = "forecast-without-time-col"
    title = "forecast without time_col"
    misconception = "A forecast finds the column of the times by its type."
    principle = (
        "`forecast` needs two columns by name: `target_col`, what to predict, and `time_col`, "
        "when it was. For `classify` and `regress` a `time_col` is optional and only decides "
        "how rows are split."
    )
    hint = "Of how many columns must a forecast know the part that they play?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = Raises("TypeError", match="missing 1 required keyword-only argument: 'time_col'")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.forecast(df, target_col="units", time_col="week", horizon=4)
            """,
            after="""
            from databricks import automl
            summary = automl.forecast(df, target_col="units", horizon=4)
            """,
        ),
        Applies(
            before="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                time_col=when,
                target_col="units",
            )
            """,
            after="""
            from databricks.automl import forecast
            summary = forecast(
                dataset=df,
                target_col="units",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.regress(df, target_col="units", time_col="day")
            """
        ),
        Leaves('prophet.forecast(df, target_col="units", time_col="week")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "databricks.automl.forecast"):
            time = argument(node, "time_col")
            if time is not None:
                yield without_argument(node, time)
