# /// snippet
# title = "Create a feature table of stations and refresh some of them, keeping the rest"
# domain = "databricks-ml"
# objectives = ["feature-store", "create-a-feature-table-in-unity-catalog", "write-to-a-feature-table"]
# docs = "https://docs.databricks.com/machine-learning/feature-store/uc/feature-tables-uc.html"
# requires = []
# ///

# %% given
stations_df = spark.createDataFrame(
    [(1, 410.0, 12), (2, 380.5, 30), (3, 220.0, 7), (4, 515.0, 21)],
    "station_id int, load_kw double, age_years int",
).coalesce(1)
updates_df = spark.createDataFrame(
    [(2, 395.0, 31), (5, 130.0, 1)],
    "station_id int, load_kw double, age_years int",
).coalesce(1)

# %% snippet
from databricks.feature_engineering import FeatureEngineeringClient

table_name = "grid.features.stations"
fe = FeatureEngineeringClient()
fe.create_table(
    name=table_name,
    primary_keys=["station_id"],
    df=stations_df,
    description="Load and age of each station",
)
fe.write_table(name=table_name, df=updates_df, mode="merge")
table = fe.get_table(name=table_name)
refreshed_df = fe.read_table(name=table_name)
stations = refreshed_df.orderBy("station_id").collect()

# %% check
assert table.primary_keys == ["station_id"], (
    "the table's key is not station_id"
)
assert table.description == "Load and age of each station", (
    "the table has no description"
)
assert sorted(table.features) == ["age_years", "load_kw"], (
    "the table's features are not load_kw and age_years"
)
assert [row["station_id"] for row in stations] == [1, 2, 3, 4, 5], (
    "the table does not hold each station once"
)
assert [row["load_kw"] for row in stations] == [
    410.0,
    395.0,
    220.0,
    515.0,
    130.0,
], "the table does not hold the newest load of each station"
