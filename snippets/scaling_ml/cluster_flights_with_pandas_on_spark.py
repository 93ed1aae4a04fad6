# /// snippet
# title = "Prepare flights with pandas code and train in Spark ML"
# domain = "scaling-ml"
# objectives = ["pandas-api-on-spark", "develop-a-training-pipeline"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/pandas_on_spark/pandas_pyspark.html"
# requires = []
# ///

# %% given
import pandas as _pd

_flights = _pd.DataFrame(
    [
        (
            ["BRN", "OSL", "RIX", "ZRH"][_i % 4],
            float((_i * 13) % 31),
            200.0 + (_i * 37) % 800,
        )
        for _i in range(32)
    ],
    columns=["airport", "delay", "distance"],
)
_delayed = _flights.copy()
_delayed.loc[::6, "delay"] = None
flights_df = (
    spark.createDataFrame(_delayed).replace(float("nan"), None).cache()
)

# %% snippet
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.regression import LinearRegression

flights = flights_df.pandas_api().dropna().drop_duplicates()
flights["hours"] = flights["distance"] / 750
by_airport = flights.groupby("airport")[["delay", "hours"]].mean()
airport_df = by_airport.to_spark(index_col="airport")
assembler = VectorAssembler(inputCols=["hours"], outputCol="features")
lr = LinearRegression(labelCol="delay", maxIter=5)
model = lr.fit(assembler.transform(airport_df))
ranked = by_airport.sort_values("delay", ascending=False)
worst = ranked.head(2).to_pandas()

# %% check
import numpy as np

known = _delayed.dropna().drop_duplicates()
known = known.assign(hours=known["distance"] / 750)
expected = known.groupby("airport")[["delay", "hours"]].mean()
slope = np.polyfit(expected["hours"], expected["delay"], 1)[0]
assert airport_df.columns == ["airport", "delay", "hours"], (
    "the frame does not say of which airport its means are"
)
assert abs(model.coefficients[0] - slope) < 1e-6, (
    "the model is not that of the airports' means"
)
top = sorted(expected["delay"], reverse=True)[:2]
assert np.allclose(worst["delay"], top), (
    "the worst delays are not the two highest means"
)
