# /// snippet
# title = "Rides of two cities: each once, with minutes and fare, no outlier by IQR"
# domain = "spark-ml"
# objectives = ["remove-outliers", "summary-statistics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unionByName.html"
# requires = []
# ///

# %% given
_north = [
    (i, 8.0 + (i * 7) % 21, 6.0 + (i * 5) % 13 / 2.0, 1)
    for i in range(30)
]
_north[4] = (4, None, 8.0, 1)
_north[9] = (9, 12.0, None, 1)
_north[17] = (17, 20.0, 190.0, 1)
_south = [
    (i, 7.0 + (i * 3) % 11 / 2.0, 30.0 + (i * 4) % 17, 1)
    for i in range(30, 55)
]
_south[3] = (33, 9.5, None, 1)
_south[8] = (38, -60.0, 35.0, 1)
_north += [(*row[:3], 2) for row in _north[10:16]]
_south += [(*row[:3], 2) for row in _south[12:20]]
north_df = spark.createDataFrame(
    [(*row, "late" if row[0] % 5 == 0 else None) for row in _north],
    "ride_id int, minutes double, fare double, load int, note string",
)
south_df = spark.createDataFrame(
    [(*row, "late" if row[0] % 5 == 0 else None) for row in _south],
    "ride_id int, fare double, minutes double, load int, note string",
)

# %% snippet
from pyspark.sql import functions as F

rides_df = north_df.unionByName(south_df)
rides_df = rides_df.dropDuplicates(["ride_id"])
rides_df = rides_df.dropna(subset=["minutes", "fare"])
q1, q3 = rides_df.approxQuantile("fare", [0.25, 0.75], 0.0)
reach = 1.5 * (q3 - q1)
lower, upper = q1 - reach, q3 + reach
is_usual = (F.col("fare") >= lower) & (F.col("fare") <= upper)
rides_df = rides_df.filter(is_usual)
summary_df = rides_df.select("fare").summary("count", "mean", "max")
fares = {
    row["summary"]: float(row["fare"]) for row in summary_df.collect()
}
above_mean = fares["max"] - fares["mean"]
total_minutes = rides_df.agg(F.sum("minutes")).first()[0]

# %% check
import pandas as pd

columns = ["ride_id", "minutes", "fare"]
whole = pd.concat(
    [
        north_df.toPandas()[columns],
        south_df.toPandas()[columns],
    ]
)
kept = rides_df.toPandas()
fare_of = whole.dropna().drop_duplicates().set_index("ride_id")["fare"]
assert kept["fare"].notna().all() and kept["minutes"].notna().all(), (
    "rides without a fare or without minutes are still there"
)
assert all(
    fare == fare_of[ride]
    for ride, fare in zip(kept["ride_id"], kept["fare"])
), "there are minutes in the column of the fares"
assert kept["ride_id"].is_unique, "a ride is there more than once"
ordered = fare_of.sort_values()
assert q1 == ordered.iloc[12] and q3 == ordered.iloc[38], (
    "the bounds do not come from the quartiles of the fares"
)
assert len(fare_of) == 52, "other rides have gaps"
assert set(fare_of.index) - set(kept["ride_id"]) == {17, 38}, (
    "the rides dropped are not the two with extreme fares"
)
assert fares["count"] == 50 and fares["max"] < 20, (
    "the summary is not that of the usual rides"
)
assert abs(fares["mean"] - kept["fare"].mean()) < 1e-9, (
    "the mean is not that of the usual rides"
)
assert abs(above_mean - kept["fare"].max() + kept["fare"].mean()) < (
    1e-9
), "the distance is not that of the highest fare to the mean"
assert total_minutes == kept["minutes"].sum(), (
    "the minutes are not those of the usual rides"
)
