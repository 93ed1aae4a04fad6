# /// snippet
# title = "Join the price of each ride's fuel as it was then, at most two days old"
# domain = "databricks-ml"
# objectives = ["feature-store", "create-a-feature-table-in-unity-catalog", "write-to-a-feature-table", "train-with-features-of-a-feature-table"]
# docs = "https://docs.databricks.com/machine-learning/feature-store/time-series.html"
# requires = []
# ///

# %% given
def _dated(rows, columns):
    names = [part.split()[0] for part in columns.split(", ")]
    kept = [name for name in names if name != "day"]
    return (
        spark.createDataFrame(rows, columns)
        .selectExpr("to_date(day) as day", *kept)
        .coalesce(1)
    )


prices_df = _dated(
    [
        ("2025-07-01", "diesel", 1.52),
        ("2025-07-04", "diesel", 1.61),
        ("2025-07-01", "petrol", 1.70),
    ],
    "day string, fuel string, price double",
)
correction_df = _dated(
    [("2025-07-04", "diesel", 1.58), ("2025-07-07", "petrol", 1.74)],
    "day string, fuel string, price double",
)
rides_df = _dated(
    [
        ("2025-07-05", "diesel", 7, 31.0),
        ("2025-07-05", "petrol", 8, 24.0),
        ("2025-07-08", "petrol", 9, 40.5),
    ],
    "day string, fuel string, ride_id int, cost double",
)

# %% snippet
import datetime as dt

import databricks.feature_engineering as dfe

table = "fleet.features.fuel_prices"
client = dfe.FeatureEngineeringClient()
client.create_table(
    name=table,
    primary_keys=["fuel", "day"],
    timeseries_column="day",
    df=prices_df,
    description="Price of a litre, by the day that it begins to hold",
)
client.write_table(name=table, df=correction_df, mode="merge")
price_lookup = dfe.FeatureLookup(
    table_name=table,
    lookup_key="fuel",
    timestamp_lookup_key="day",
    lookback_window=dt.timedelta(days=2),
)
rides = client.create_training_set(
    df=rides_df,
    feature_lookups=[price_lookup],
    label="cost",
    exclude_columns=["ride_id"],
)
priced_df = rides.load_df()
priced = priced_df.orderBy("cost").collect()

# %% check
assert client.get_table(name=table).timestamp_keys == ["day"], (
    "the table does not know that its prices hold from a day on"
)
stored = {
    (row["fuel"], str(row["day"])): row["price"]
    for row in client.read_table(name=table).collect()
}
assert stored == {
    ("diesel", "2025-07-01"): 1.52,
    ("diesel", "2025-07-04"): 1.58,
    ("petrol", "2025-07-01"): 1.70,
    ("petrol", "2025-07-07"): 1.74,
}, "the table does not hold all prices, corrected"
assert "ride_id" not in priced_df.columns, (
    "the number of the ride is among the features"
)
assert [row["cost"] for row in priced] == [24.0, 31.0, 40.5], (
    "not each ride has one row"
)
assert priced[0]["price"] is None, (
    "a price is more than two days older than its ride"
)
assert [row["price"] for row in priced[1:]] == [1.58, 1.74], (
    "a price is not the one that held at the time of the ride"
)
