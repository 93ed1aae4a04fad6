"""Creates a feature table with a time among its keys and does not say that it is one.

The table is created as any other. A lookup of the newest values before a time is then refused.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

CLIENTS = (
    "databricks.feature_engineering.FeatureEngineeringClient",
    "databricks.feature_store.FeatureStoreClient",
)


class TimeseriesColumnLeftOut(Mutator):
    id = "timeseries-column-left-out"
    title = "create_table without timeseries_column"
    misconception = "A timestamp among the primary keys makes a time series feature table."
    principle = (
        "The time must be one of the primary keys and be named as `timeseries_column` "
        "(`timestamp_keys` with the workspace client). Otherwise it is a key like the others, "
        "to be met exactly."
    )
    hint = "How does the table know which of its keys is a time?"
    docs = "https://docs.databricks.com/machine-learning/feature-store/time-series.html"
    breaks = Raises("ValueError", match="is no time series feature table|has the primary keys")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient, FeatureLookup
            fe = FeatureEngineeringClient()
            fe.create_table(
                name="ml.clinic.vitals", primary_keys=["id", "at"], timeseries_column="at", df=df
            )
            vitals = FeatureLookup("ml.clinic.vitals", "id", timestamp_lookup_key="visited_at")
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient, FeatureLookup
            fe = FeatureEngineeringClient()
            fe.create_table(
                name="ml.clinic.vitals", primary_keys=["id", "at"], df=df
            )
            vitals = FeatureLookup("ml.clinic.vitals", "id", timestamp_lookup_key="visited_at")
            """,
        ),
        Applies(
            before="""
            from databricks.feature_engineering import FeatureLookup
            from databricks.feature_store import FeatureStoreClient
            FeatureStoreClient().create_table(
                "clinic.vitals",
                primary_keys=["id"],
                timestamp_keys=["at"],
                df=df,
            )
            vitals = FeatureLookup(
                table_name="clinic.vitals", lookup_key="id", timestamp_lookup_key="visited_at"
            )
            """,
            after="""
            from databricks.feature_engineering import FeatureLookup
            from databricks.feature_store import FeatureStoreClient
            FeatureStoreClient().create_table(
                "clinic.vitals",
                primary_keys=["id"],
                df=df,
            )
            vitals = FeatureLookup(
                table_name="clinic.vitals", lookup_key="id", timestamp_lookup_key="visited_at"
            )
            """,
        ),
    ]
    leaves = [
        Leaves('db.create_table(name="vitals", timeseries_column="at")'),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            fe.create_table(
                name="ml.clinic.vitals", primary_keys=["id", "at"], timeseries_column="at", df=df
            )
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, *(f"{client}.create_table" for client in CLIENTS)):
            return
        time = argument(node, "timeseries_column") or argument(node, "timestamp_keys")
        if time is not None and self._is_looked_up_in_time():
            yield without_argument(node, time)

    def _is_looked_up_in_time(self) -> bool:
        return any(
            self.calls(call, "databricks.feature_engineering.FeatureLookup")
            and argument(call, "timestamp_lookup_key") is not None
            for call in self.program.calls
        )
