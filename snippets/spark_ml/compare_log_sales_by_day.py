# /// snippet
# title = "Compare every day's log sales, zeros too, with the same shop's day before"
# domain = "spark-ml"
# objectives = ["where-a-log-transform-is-appropriate", "compare-two-features", "summary-statistics", "impute-missing-values"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log1p.html"
# requires = []
# ///

# %% given
_units = {
    "dock": [0, 3, 9, 30, 4, 0, 12, 41],
    "mall": [210, 320, 190, 540, 620, 410, 0, 260],
    "park": [17, 25, 8, 60, 44, 19, 33, 12],
}
sales_df = spark.createDataFrame(
    [
        (shop, day, float(units), "rain" if day % 3 == 0 else None)
        for shop, row in _units.items()
        for day, units in enumerate(row, 1)
    ],
    "shop string, day int, units double, note string",
)
holidays_df = spark.createDataFrame(
    [(4, "fair"), (7, "feast")], "day int, holiday string"
)

# %% snippet
from pyspark.sql import functions as F
from pyspark.sql import Window

by_shop = Window.partitionBy("shop").orderBy("day")
sales_df = sales_df.join(holidays_df, "day", "left")
sales_df = sales_df.fillna({"holiday": "workday"})
sales_df = sales_df.withColumn("log_units", F.log1p("units"))
before = F.lag("log_units").over(by_shop)
pairs_df = sales_df.withColumn("log_before", before)
pairs_df = pairs_df.dropna(subset=["log_before"])
correlation = pairs_df.corr("log_before", "log_units")
days = {
    row["holiday"]: row["count"]
    for row in pairs_df.groupBy("holiday").count().collect()
}
stats_df = pairs_df.select("log_units").summary("count", "mean", "max")
stats = {row["summary"]: row["log_units"] for row in stats_df.collect()}

# %% check
import numpy as np

pairs = pairs_df.toPandas()
logs = {shop: np.log1p(row) for shop, row in _units.items()}
assert set(pairs["day"]) == set(range(2, 9)), (
    "days have got lost, or the first one is still there"
)
assert pairs["log_units"].notna().all(), (
    "days without a sale have no logarithm"
)
assert len(pairs) == 21, (
    "the pairs are not those of each shop's seven later days"
)
for row in pairs.itertuples():
    assert abs(row.log_before - logs[row.shop][row.day - 2]) < 1e-9, (
        "the day before is not that of the same shop"
    )
ours = np.concatenate([values[1:] for values in logs.values()])
theirs = np.concatenate([values[:-1] for values in logs.values()])
assert abs(correlation - np.corrcoef(theirs, ours)[0, 1]) < 1e-9, (
    "the correlation is not that of log sales and the day before"
)
assert days == {"fair": 3, "feast": 3, "workday": 15}, (
    "the days are not counted by holiday and workday"
)
assert int(stats["count"]) == 21, "the summary leaves days out"
assert abs(float(stats["mean"]) - ours.mean()) < 1e-9, (
    "the mean is not that of the log sales"
)
