# /// snippet
# title = "Load a model once and forecast batch by batch"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "distributed-inference", "batch-inference-with-pandas"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#iterator-of-series-to-iterator-of-series"
# requires = []
# ///

# %% given
from pathlib import Path as _Path

import mlflow as _mlflow
import pandas as _pd
from sklearn.linear_model import LinearRegression as _LinearRegression

_hours = _pd.DataFrame(
    {
        "hour": list(range(30)),
        "temperature": [4.0 + (_i * 7) % 19 for _i in range(30)],
    }
)
_temperature = _hours[["temperature"]]
_load = 310.0 - 6.5 * _hours["temperature"] + (_hours["hour"] % 4)
_model = _LinearRegression().fit(_temperature, _load)
model_uri = str(_Path("load_model").absolute())
_mlflow.sklearn.save_model(
    _model, model_uri, pip_requirements=["scikit-learn"]
)
hours_df = spark.createDataFrame(_hours).coalesce(1).cache()

# %% snippet
from collections.abc import Iterator

from mlflow.sklearn import load_model
import pandas as pd
from pyspark.sql import functions as F

spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "8")


@F.pandas_udf("double")
def forecast(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
    model = load_model(model_uri)
    for temperature in batches:
        features = temperature.to_frame("temperature")
        yield pd.Series(model.predict(features))


forecast_df = hours_df.withColumn("load", forecast("temperature"))
forecasts = forecast_df.orderBy("hour").collect()
peak = forecast_df.agg(F.max("load").alias("load")).first()

# %% check
import numpy as np

assert dict(forecast_df.dtypes)["load"] == "double", (
    "the forecast load is no double"
)
assert [row["hour"] for row in forecasts] == list(_hours["hour"]), (
    "not every hour has exactly one forecast"
)
truth = _model.predict(_temperature)
assert np.allclose([row["load"] for row in forecasts], truth), (
    "the forecasts are not the model's for these temperatures"
)
assert abs(peak["load"] - truth.max()) < 1e-9, (
    "the peak is not the highest forecast"
)
