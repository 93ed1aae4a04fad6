"""Lets AutoML split rows at random that lie in time.

Nothing is raised: the models are judged on days that lie among those they learned from, and look
better than they will be.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class TimeColLeftOut(Mutator):
    id = "time-col-left-out"
    title = "AutoML without time_col"
    misconception = "AutoML splits data by time wherever there is a column of times."
    principle = (
        "AutoML splits rows at random unless `time_col` names the column of times: then the "
        "earliest rows are for training and the latest for the test."
    )
    hint = "From which days are the rows on which the models are judged?"
    docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.regress(df, target_col="rentals", time_col="day")
            """,
            after="""
            from databricks import automl
            summary = automl.regress(df, target_col="rentals")
            """,
        ),
        Applies(
            before="""
            from databricks.automl import classify
            summary = classify(
                dataset=df,
                time_col=when,
                target_col="late",
            )
            """,
            after="""
            from databricks.automl import classify
            summary = classify(
                dataset=df,
                target_col="late",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import automl
            automl.forecast(df, target_col="rentals", time_col="day", horizon=7)
            """
        ),
        Leaves('search.regress(df, target_col="rentals", time_col="day")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "databricks.automl.classify", "databricks.automl.regress"):
            time = argument(node, "time_col")
            if time is not None:
                yield without_argument(node, time)
