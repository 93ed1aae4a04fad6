# /// snippet
# title = "Sum the revenue of each segment without leaving Spark"
# domain = "scaling-ml"
# objectives = ["pandas-api-on-spark"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/api/pyspark.pandas.DataFrame.to_spark.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(24):
    _segment = ["shops", "online", "export"][_i % 3]
    _rows.append((_segment, 1.5 + (_i * 7) % 11, (_i * 5) % 4))
_orders = _pd.DataFrame(_rows, columns=["segment", "price", "units"])
orders_df = spark.createDataFrame(_orders).coalesce(1).cache()

# %% snippet
from pyspark.sql import functions as F

orders = orders_df.pandas_api()
orders = orders[orders["units"] > 0]
orders["revenue"] = orders["price"] * orders["units"]
totals = orders.groupby("segment")[["revenue", "units"]].sum()
totals_df = totals.to_spark(index_col="segment")
share_df = totals_df.withColumn(
    "mean_price", F.round(F.col("revenue") / F.col("units"), 2)
)
best = share_df.orderBy(F.desc("revenue")).collect()

# %% check
sold = _orders[_orders["units"] > 0]
sold = sold.assign(revenue=sold["price"] * sold["units"])
expected = sold.groupby("segment")[["revenue", "units"]].sum()
expected = expected.sort_values("revenue", ascending=False)
assert "segment" in share_df.columns, (
    "the totals do not say of which segment they are"
)
assert share_df.columns == [
    "segment",
    "revenue",
    "units",
    "mean_price",
], "the columns are not segment, revenue, units and mean_price"
assert [row["segment"] for row in best] == list(expected.index), (
    "the segments do not start with the highest revenue"
)
for row in best:
    total = expected.loc[row["segment"]]
    assert abs(row["revenue"] - total["revenue"]) < 1e-9, (
        "a revenue is not the sum over the segment's orders"
    )
    price = round(total["revenue"] / total["units"], 2)
    assert abs(row["mean_price"] - price) < 0.011, (
        "a mean price is not the revenue of a unit"
    )
