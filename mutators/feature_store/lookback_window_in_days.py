"""Gives a lookup its window as a number of days.

A number has no unit, and is refused: "only non-negative datetime.timedelta allowed".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class LookbackWindowInDays(Mutator):
    id = "lookback-window-in-days"
    title = "lookback_window as a number"
    misconception = "`lookback_window` counts days."
    principle = "`lookback_window` is a `datetime.timedelta`, such as `timedelta(days=3)`."
    hint = "What says whether a window of 3 is one of hours or of days?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/time-series.html"
    breaks = Raises("ValueError", match="Unexpected value for lookback_window")
    applies = [
        Applies(
            before="""
            from datetime import timedelta
            from databricks.feature_engineering import FeatureLookup
            vitals = FeatureLookup(
                "clinic.vitals", "id", timestamp_lookup_key="at", lookback_window=timedelta(days=3)
            )
            """,
            after="""
            from datetime import timedelta
            from databricks.feature_engineering import FeatureLookup
            vitals = FeatureLookup(
                "clinic.vitals", "id", timestamp_lookup_key="at", lookback_window=3
            )
            """,
        ),
        Applies(
            before="""
            import datetime as dt
            from databricks import feature_store
            vitals = feature_store.FeatureLookup(
                lookback_window=dt.timedelta(7),
                table_name="clinic.vitals",
                lookup_key="id",
                timestamp_lookup_key="at",
            )
            """,
            after="""
            import datetime as dt
            from databricks import feature_store
            vitals = feature_store.FeatureLookup(
                lookback_window=7,
                table_name="clinic.vitals",
                lookup_key="id",
                timestamp_lookup_key="at",
            )
            """,
        ),
    ]
    leaves = [
        Leaves('FeatureLookup("vitals", "id", lookback_window=timedelta(days=3))'),
        Leaves(
            """
            from datetime import timedelta
            from databricks.feature_engineering import FeatureLookup
            FeatureLookup(
                "clinic.vitals", "id", timestamp_lookup_key="at", lookback_window=timedelta(hours=3)
            )
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "databricks.feature_engineering.FeatureLookup"):
            return
        window = argument(node, "lookback_window")
        span = window.value if window is not None else None
        if (
            window is not None
            and isinstance(span, cst.Call)
            and self.calls(span, "datetime.timedelta")
            and len(span.args) == 1
        ):
            days = argument(span, "days", 0)
            if days is not None and isinstance(days.value, cst.Integer):
                yield replace_value(node, window, days.value)
