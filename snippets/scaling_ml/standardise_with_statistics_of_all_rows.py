# /// snippet
# title = "Standardise parcels by the statistics of all rows"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "summary-statistics"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#setting-arrow-batch-size"
# requires = []
# ///

# %% given
import pandas as _pd

_parcels = _pd.DataFrame(
    {
        "parcel_id": list(range(28)),
        "weight": [0.5 + _i * 0.75 + (_i * 5) % 7 for _i in range(28)],
        "distance": [10.0 + (_i * _i) % 90 for _i in range(28)],
    }
)
parcels_df = spark.createDataFrame(_parcels).coalesce(1)
spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "7")

# %% snippet
import pandas as pd
from pyspark.sql import functions as F
from pyspark.sql.functions import pandas_udf
from pyspark.sql.types import DoubleType

stats = parcels_df.agg(
    F.mean("weight").alias("mean"), F.stddev("weight").alias("std")
).first()
longest = parcels_df.agg(F.max("distance")).first()[0]


@pandas_udf(DoubleType())
def standardise(weight: pd.Series) -> pd.Series:
    return (weight - stats["mean"]) / stats["std"]


@pandas_udf(returnType=DoubleType())
def share_of_longest(distance: pd.Series) -> pd.Series:
    return distance / longest


features_df = parcels_df.withColumn(
    "weight_z", standardise("weight")
).withColumn("distance_share", share_of_longest("distance"))
features = features_df.orderBy("parcel_id").collect()

# %% check
import numpy as np

assert [row["parcel_id"] for row in features] == list(range(28)), (
    "not every parcel is there once"
)
z = np.array([row["weight_z"] for row in features])
assert abs(z.mean()) < 1e-9, (
    "the standardised weights of all rows have no mean of 0"
)
assert abs(z.std(ddof=1) - 1) < 1e-9, (
    "the standardised weights of all rows have no deviation of 1"
)
weight = _parcels["weight"].to_numpy()
assert np.allclose(z, (weight - weight.mean()) / weight.std(ddof=1)), (
    "a weight is not standardised by the statistics of all rows"
)
share = np.array([row["distance_share"] for row in features])
assert (share == 1).sum() == 1, "several distances count as the longest"
distance = _parcels["distance"].to_numpy()
assert np.allclose(share, distance / distance.max()), (
    "a distance is not divided by the longest of all rows"
)
