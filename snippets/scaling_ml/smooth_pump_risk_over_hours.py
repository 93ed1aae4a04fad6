# /// snippet
# title = "Raise an alarm where a pump's mean risk of three hours is above a half"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "distributed-inference"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html"
# requires = []
# ///

# %% given
import pandas as _pd
from sklearn.linear_model import (
    LogisticRegression as _LogisticRegression,
)

_readings = _pd.DataFrame(
    [
        (
            _pump,
            _hour,
            50.0 + (_hour * 7 + _step) % 12 + 3 * (_hour > 6) * _step,
            1.0 + (_hour * 5 + _step) % 6,
        )
        for _pump, _step in (("P1", 1), ("P2", 4), ("P3", 6))
        for _hour in range(12)
    ],
    columns=["pump", "hour", "temperature", "vibration"],
)
_failed = _readings["temperature"] + 3 * _readings["vibration"] > 74
model = _LogisticRegression(max_iter=500).fit(
    _readings[["temperature", "vibration"]], _failed.astype(int)
)
readings_df = spark.createDataFrame(_readings).coalesce(1).cache()

# %% snippet
from pyspark.sql.types import DoubleType
import pandas as pd
from pyspark.sql import Window
import pyspark.sql.functions as fn

recent = Window.partitionBy("pump").orderBy("hour").rowsBetween(-2, 0)
shared = spark.sparkContext.broadcast(model)
measured = fn.struct("temperature", "vibration")


@fn.pandas_udf(DoubleType())
def risk_of_failure(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(shared.value.predict_proba(rows)[:, 1])


risky_df = readings_df.withColumn("risk", risk_of_failure(measured))
mean_risk = fn.avg("risk").over(recent)
smooth_df = risky_df.withColumn("mean_risk", mean_risk)
smooth = smooth_df.orderBy("pump", "hour").collect()
alarms_df = smooth_df.filter(fn.col("mean_risk") > 0.5)
alarms = alarms_df.select("pump", "hour").collect()

# %% check
import numpy as np

columns = ["temperature", "vibration"]
risk = _readings.assign(
    risk=model.predict_proba(_readings[columns])[:, 1]
)
mean = risk.groupby("pump")["risk"].rolling(3, min_periods=1).mean()
assert len(smooth) == len(_readings), "a reading is gone"
assert np.allclose([row["risk"] for row in smooth], risk["risk"]), (
    "the risk is not the model's probability of a failure"
)
assert np.allclose([row["mean_risk"] for row in smooth], mean), (
    "the mean risk is not that of the reading and the two before it"
)
assert sorted((row["pump"], row["hour"]) for row in alarms) == sorted(
    (pump, hour)
    for pump, hour, value in zip(
        risk["pump"], risk["hour"], mean, strict=True
    )
    if value > 0.5
), "the alarms are not where the mean risk is above a half"
