# /// snippet
# title = "Look up the newest vitals before each visit, none older than three days"
# domain = "databricks-ml"
# objectives = ["feature-store", "create-a-feature-table-in-unity-catalog", "train-with-features-of-a-feature-table"]
# docs = "https://docs.databricks.com/machine-learning/feature-store/time-series.html"
# requires = []
# ///

# %% given
vitals_df = (
    spark.createDataFrame(
        [
            (1, "2025-05-01 08:00:00", 71.0),
            (1, "2025-05-04 09:00:00", 84.0),
            (1, "2025-05-06 07:00:00", 99.0),
            (2, "2025-04-20 10:00:00", 65.0),
            (3, "2025-05-03 12:00:00", 90.0),
        ],
        "patient_id int, at string, heart_rate double",
    )
    .selectExpr(
        "patient_id", "timestamp(at) as measured_at", "heart_rate"
    )
    .coalesce(1)
)
visits_df = (
    spark.createDataFrame(
        [
            (1, "2025-05-05 12:00:00", 1),
            (2, "2025-05-05 12:00:00", 0),
            (3, "2025-05-05 12:00:00", 1),
        ],
        "patient_id int, at string, admitted int",
    )
    .selectExpr("patient_id", "timestamp(at) as visited_at", "admitted")
    .coalesce(1)
)

# %% snippet
from datetime import timedelta

from databricks.feature_engineering import (
    FeatureEngineeringClient,
    FeatureLookup,
)

fe = FeatureEngineeringClient()
fe.create_table(
    name="clinic.features.vitals",
    primary_keys=["patient_id", "measured_at"],
    timeseries_column="measured_at",
    df=vitals_df,
)
vitals = FeatureLookup(
    table_name="clinic.features.vitals",
    lookup_key="patient_id",
    timestamp_lookup_key="visited_at",
    lookback_window=timedelta(days=3),
)
training_set = fe.create_training_set(
    df=visits_df, feature_lookups=[vitals], label="admitted"
)
training_df = training_set.load_df()
rates = {
    row["patient_id"]: row["heart_rate"]
    for row in training_df.collect()
}

# %% check
table = fe.get_table(name="clinic.features.vitals")
assert table.timestamp_keys == ["measured_at"], (
    "the table does not know when its values were measured"
)
assert set(training_df.columns) == {
    "patient_id",
    "visited_at",
    "heart_rate",
    "admitted",
}, "the training rows do not hold the visit, its rate and its label"
assert set(rates) == {1, 2, 3}, "not each patient has a training row"
assert rates[1] != 99.0, "a rate was measured after the visit"
assert rates[1] == 84.0, (
    "the rate is not the newest one before the visit"
)
assert rates[2] is None, (
    "a rate was measured more than three days before"
)
assert rates[3] == 90.0, (
    "the rate is not the newest one before the visit"
)
