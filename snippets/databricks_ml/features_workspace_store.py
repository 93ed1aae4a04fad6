# /// snippet
# title = "Update a workspace feature table without losing a parcel's features (legacy client)"
# domain = "databricks-ml"
# objectives = ["feature-store", "write-to-a-feature-table", "train-with-features-of-a-feature-table"]
# docs = "https://docs.databricks.com/machine-learning/feature-store/workspace-feature-store/feature-tables.html"
# requires = []
# ///

# %% given
spark.sql("CREATE DATABASE IF NOT EXISTS logistics")
parcels_df = spark.createDataFrame(
    [("a", 2.5, 1), ("b", 14.0, 0), ("c", 7.2, 1)],
    "parcel string, weight_kg double, fragile int",
).coalesce(1)
reweighed_df = spark.createDataFrame(
    [("b", 13.4, 0), ("d", 1.1, 1)],
    "parcel string, weight_kg double, fragile int",
).coalesce(1)
damages_df = spark.createDataFrame(
    [("a", 0), ("b", 1), ("c", 1), ("d", 0)],
    "parcel string, damaged int",
).coalesce(1)

# %% snippet
from databricks.feature_store import FeatureLookup, FeatureStoreClient

fs = FeatureStoreClient()
fs.create_table(
    name="logistics.parcels", primary_keys="parcel", df=parcels_df
)
fs.write_table("logistics.parcels", reweighed_df, mode="merge")
parcel_lookup = FeatureLookup(
    table_name="logistics.parcels",
    lookup_key="parcel",
    feature_names=["weight_kg"],
)
training_set = fs.create_training_set(
    damages_df, [parcel_lookup], label="damaged"
)
training_df = training_set.load_df()
weights = {
    row["parcel"]: row["weight_kg"] for row in training_df.collect()
}

# %% check
table = fs.get_table("logistics.parcels")
assert table.primary_keys == ["parcel"], "the table's key is not parcel"
stored = {
    row["parcel"]: row["weight_kg"]
    for row in fs.read_table("logistics.parcels").collect()
}
assert set(stored) == {"a", "b", "c", "d"}, (
    "the table lost parcels that were not weighed again"
)
assert stored["b"] == 13.4, "the table does not hold the newest weight"
assert set(training_df.columns) == {"parcel", "weight_kg", "damaged"}, (
    "the training rows do not hold the parcel, its weight and its label"
)
assert weights == {"a": 2.5, "b": 13.4, "c": 7.2, "d": 1.1}, (
    "the looked-up weights are not those of the parcels"
)
