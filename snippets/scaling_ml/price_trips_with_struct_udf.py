# /// snippet
# title = "Price trips with every feature in one struct"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "distributed-inference"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.struct.html"
# requires = []
# ///

# %% given
import pandas as _pd
from sklearn.linear_model import Ridge as _Ridge

_rows = []
for _i in range(30):
    _km = 1.5 + (_i * 17) % 29
    _minutes = 4.0 + (_i * 11) % 37
    _night = float(_i % 3 == 0)
    _rows.append((_i, _km, _minutes, _night))
_trips = _pd.DataFrame(
    _rows, columns=["trip_id", "km", "minutes", "night"]
)
features = ["km", "minutes", "night"]
_fare = 3.2 + 1.4 * _trips["km"] + 0.3 * _trips["minutes"]
fare_model = _Ridge(alpha=0.1).fit(
    _trips[features], _fare + 2 * _trips["night"]
)
trips_df = spark.createDataFrame(_trips).coalesce(1).cache()

# %% snippet
import pandas as pd
from pyspark.sql import functions as F
from pyspark.sql.functions import pandas_udf
from pyspark.sql.types import DoubleType

models = spark.sparkContext.broadcast(fare_model)


@pandas_udf(returnType=DoubleType())
def fare(trips: pd.DataFrame) -> pd.Series:
    return pd.Series(models.value.predict(trips[features]))


@pandas_udf(returnType=DoubleType())
def speed(km: pd.Series, minutes: pd.Series) -> pd.Series:
    return km / minutes * 60


priced_df = trips_df.withColumns(
    {
        "fare": fare(F.struct(*features)),
        "speed": speed("km", "minutes"),
    }
)
dearest = priced_df.orderBy(F.desc("fare")).limit(5).collect()

# %% check
truth = fare_model.predict(_trips[features])
assert dict(priced_df.dtypes)["fare"] == "double", "a fare is no double"
assert len(dearest) == 5, "there are not five dearest trips"
for row in dearest:
    assert abs(row["fare"] - truth[row["trip_id"]]) < 1e-9, (
        "a fare is not the model's for this trip"
    )
    assert abs(row["speed"] - row["km"] / row["minutes"] * 60) < 1e-9, (
        "the speed is not in kilometres per hour"
    )
assert [row["trip_id"] for row in dearest] == list(
    (-truth).argsort()[:5]
), "the trips are not the dearest five"
