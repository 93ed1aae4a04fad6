# /// snippet
# title = "Drop deliveries beyond 1.5 interquartile ranges, then summarise"
# domain = "spark-ml"
# objectives = ["remove-outliers", "summary-statistics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.approxQuantile.html"
# requires = []
# ///

# %% given
import pandas as _pd

_minutes = [12.0 + (i * 17) % 23 for i in range(38)]
_minutes += [140.0, 1.0, 95.0, -60.0]
deliveries_df = (
    spark.createDataFrame(
        _pd.DataFrame(
            {
                "delivery_id": range(42),
                "minutes": _minutes,
                "kilometres": [1.0 + (i * 5) % 9 for i in range(42)],
            }
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.sql import functions as F

q1, q3 = deliveries_df.approxQuantile("minutes", [0.25, 0.75], 0.0)
iqr = q3 - q1
lower, upper = q1 - 1.5 * iqr, q3 + 1.5 * iqr
usual_df = deliveries_df.filter(
    (F.col("minutes") >= lower) & (F.col("minutes") <= upper)
)
stats_df = usual_df.select("minutes", "kilometres").summary(
    "count", "mean", "50%", "max"
)
minutes = {
    row["summary"]: float(row["minutes"]) for row in stats_df.collect()
}
above_median = minutes["max"] - minutes["50%"]
dropped = deliveries_df.count() - minutes["count"]

# %% check
import numpy as np

times = np.array(_minutes)
ordered = np.sort(times)
assert q1 == ordered[10] and q3 == ordered[31], (
    "q1 and q3 are not the quartiles of the minutes"
)
fence = 1.5 * (q3 - q1)
kept = times[(times >= q1 - fence) & (times <= q3 + fence)]
remaining = usual_df.toPandas()["minutes"]
assert remaining.max() < 90 and remaining.min() > 0, (
    "deliveries far from all others are still among the usual ones"
)
assert sorted(remaining) == sorted(kept), (
    "the usual deliveries are not those within the fences"
)
assert dropped == 3, "another number of deliveries was dropped"
assert abs(minutes["mean"] - kept.mean()) < 1e-9, (
    "the mean is not that of the usual deliveries"
)
assert (
    above_median == kept.max() - np.sort(kept)[(len(kept) - 1) // 2]
), "the distance from the median to the maximum is wrong"
