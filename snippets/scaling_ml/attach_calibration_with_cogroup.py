# /// snippet
# title = "Attach the last calibration to each reading"
# domain = "scaling-ml"
# objectives = ["pandas-function-api"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.PandasCogroupedOps.applyInPandas.html"
# requires = []
# ///

# %% given
import pandas as _pd

_readings = _pd.DataFrame(
    [
        (_sensor, _hour, 10.0 + (_hour * _step) % 7)
        for _sensor, _step in (("a", 3), ("b", 5))
        for _hour in range(2, 10)
    ],
    columns=["sensor", "hour", "value"],
)
_calibrations = _pd.DataFrame(
    [("a", 1, 0.5), ("a", 6, -0.25), ("b", 0, 1.0), ("b", 4, 0.75)],
    columns=["sensor", "hour", "offset"],
)
readings_df = spark.createDataFrame(_readings).repartition(2).cache()
calibrations_df = spark.createDataFrame(_calibrations).cache()

# %% snippet
import pandas as pd
from pyspark.sql import functions as F


def attach(
    readings: pd.DataFrame, calibrations: pd.DataFrame
) -> pd.DataFrame:
    return pd.merge_asof(
        readings.sort_values("hour"),
        calibrations.sort_values("hour")[["hour", "offset"]],
        on="hour",
    )


calibrated_df = (
    readings_df.groupBy("sensor")
    .cogroup(calibrations_df.groupBy("sensor"))
    .applyInPandas(
        attach,
        schema="sensor string, hour long, value double, offset double",
    )
)
corrected_df = calibrated_df.withColumn(
    "value", F.col("value") + F.col("offset")
)
corrected = corrected_df.orderBy("sensor", "hour").collect()

# %% check
expected = _pd.merge_asof(
    _readings.sort_values("hour"),
    _calibrations.sort_values("hour"),
    on="hour",
    by="sensor",
).sort_values(["sensor", "hour"])
assert [(row["sensor"], row["hour"]) for row in corrected] == list(
    zip(expected["sensor"], expected["hour"], strict=True)
), "not every reading is there once"
assert [row["offset"] for row in corrected] == list(
    expected["offset"]
), "an offset is not that of the sensor's last calibration"
values = [row["value"] for row in corrected]
assert values == list(expected["value"] + expected["offset"]), (
    "a value was not corrected by its offset"
)
