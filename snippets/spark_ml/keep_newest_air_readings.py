# /// snippet
# title = "Newest reading of each sensor, two deviations of log values, zeros too"
# domain = "spark-ml"
# objectives = ["remove-outliers", "where-a-log-transform-is-appropriate", "summary-statistics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.row_number.html"
# requires = []
# ///

# %% given
_newest = [0, 3, 5, 9, 14, 2, 0, 21, 33, 6, 11, 4, 8, 0, 17, 26, 7, 5]
_newest += [40000, 12, 3, 19]
_rows = [(i, 20 + i % 3, float(v)) for i, v in enumerate(_newest)]
_rows[18] = (18, 24, 40000.0)
_rows += [(i, 10, 60.0 + 9 * i) for i in range(0, 18, 2)]
_rows += [(i, 15, 2.0 + i) for i in range(1, 18, 3)]
readings_df = spark.createDataFrame(
    _rows, "sensor int, hour int, dust double"
)
sites_df = spark.createDataFrame(
    [(i, ["road", "park"][i % 2]) for i in range(20)],
    "sensor int, site string",
)

# %% snippet
from pyspark.sql import functions as F
from pyspark.sql import Window

newest_first = Window.partitionBy("sensor").orderBy(F.desc("hour"))
position = F.row_number().over(newest_first)
newest_df = readings_df.withColumn("position", position)
newest_df = newest_df.filter("position = 1")
newest_df = newest_df.withColumn("log_dust", F.log1p("dust"))
log_dust = F.col("log_dust")
statistics = newest_df.agg(F.avg(log_dust), F.stddev_pop(log_dust))
mean, deviation = statistics.first()
lower, upper = mean - 2 * deviation, mean + 2 * deviation
is_usual = (F.col("log_dust") > lower) & (F.col("log_dust") < upper)
usual_df = newest_df.where(is_usual)
usual_df = usual_df.join(sites_df, "sensor", "left")
usual_df = usual_df.fillna({"site": "unknown"})
by_site = usual_df.groupBy("site").agg(F.count("*").alias("n"))
sensors = {row["site"]: row["n"] for row in by_site.collect()}

# %% check
import numpy as np

newest = newest_df.toPandas()
assert newest["sensor"].is_unique, (
    "readings other than the newest are there too"
)
assert len(newest) == len(_newest), "sensors have got lost"
assert (newest["hour"] >= 20).all(), (
    "the reading of a sensor is not its newest one"
)
assert newest["log_dust"].notna().all(), (
    "readings of zero have no logarithm"
)
logs = np.log1p(_newest)
assert abs(mean - logs.mean()) < 1e-9, (
    "the mean is not that of the newest readings' logarithms"
)
assert abs(deviation - logs.std()) < 1e-9, (
    "the deviation is not that of the newest readings' logarithms"
)
near = np.abs(logs - logs.mean()) < 2 * logs.std()
usual = set(usual_df.toPandas()["sensor"])
assert 18 not in usual, "a reading far from all others is still there"
assert usual == set(np.flatnonzero(near)), (
    "usual readings have got lost, or those of a sensor without a site"
)
assert sensors == {"road": 9, "park": 10, "unknown": 2}, (
    "sensors without a site are not counted as unknown"
)
