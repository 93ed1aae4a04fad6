"""Looks features up in a time series table without saying for which time.

Each key has many rows there, and which one is meant is open: a ValueError names the argument.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class TimestampLookupKeyLeftOut(Mutator):
    id = "timestamp-lookup-key-left-out"
    title = "A lookup in time without timestamp_lookup_key"
    misconception = "From a time series feature table a lookup takes the newest values by itself."
    principle = (
        "`timestamp_lookup_key` names the column with the time of each row. The lookup then "
        "takes the newest values that are not newer than that, so that nothing of the future "
        "leaks in."
    )
    hint = "The newest values as of when?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/time-series.html"
    prerequisites = ["timeseries-column-left-out"]
    breaks = Raises("ValueError", match="timestamp_lookup_key")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureLookup
            vitals = FeatureLookup("ml.clinic.vitals", "id", timestamp_lookup_key="visited_at")
            """,
            after="""
            from databricks.feature_engineering import FeatureLookup
            vitals = FeatureLookup("ml.clinic.vitals", "id")
            """,
        ),
        Applies(
            before="""
            import databricks.feature_engineering as dfe
            lookups = [
                dfe.FeatureLookup(
                    timestamp_lookup_key=when,
                    table_name="ml.clinic.vitals",
                    lookup_key="id",
                )
            ]
            """,
            after="""
            import databricks.feature_engineering as dfe
            lookups = [
                dfe.FeatureLookup(
                    table_name="ml.clinic.vitals",
                    lookup_key="id",
                )
            ]
            """,
        ),
    ]
    leaves = [
        Leaves('FeatureLookup("vitals", "id", timestamp_lookup_key="visited_at")'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureLookup
            FeatureLookup("ml.clinic.patients", "id")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "databricks.feature_engineering.FeatureLookup"):
            time = argument(node, "timestamp_lookup_key")
            if time is not None:
                yield without_argument(node, time)
