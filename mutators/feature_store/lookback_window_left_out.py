"""Looks features up in time without a limit to their age.

Nothing is raised: values of long ago are taken for current ones.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class LookbackWindowLeftOut(Mutator):
    id = "lookback-window-left-out"
    title = "A lookup in time without lookback_window"
    misconception = "A lookup in time finds only values that are still current."
    principle = (
        "A lookup in time takes the newest values before the row's time, however old they are. "
        "`lookback_window` sets a limit; where nothing is left, the features are null."
    )
    hint = "How old may the values be that this lookup finds?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/time-series.html"
    prerequisites = ["lookback-window-in-days"]
    breaks = FailsCheck()
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
                "clinic.vitals", "id", timestamp_lookup_key="at"
            )
            """,
        ),
        Applies(
            before="""
            from databricks import feature_store
            vitals = feature_store.FeatureLookup(
                lookback_window=window,
                table_name="clinic.vitals",
                lookup_key="id",
                timestamp_lookup_key="at",
            )
            """,
            after="""
            from databricks import feature_store
            vitals = feature_store.FeatureLookup(
                table_name="clinic.vitals",
                lookup_key="id",
                timestamp_lookup_key="at",
            )
            """,
        ),
    ]
    leaves = [
        Leaves('FeatureLookup("vitals", "id", lookback_window=window)'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureLookup
            FeatureLookup("ml.clinic.vitals", "id", timestamp_lookup_key="at")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "databricks.feature_engineering.FeatureLookup"):
            window = argument(node, "lookback_window")
            if window is not None:
                yield without_argument(node, window)
