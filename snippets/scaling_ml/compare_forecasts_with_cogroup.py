# /// snippet
# title = "Measure the forecast error of each region"
# domain = "scaling-ml"
# objectives = ["pandas-function-api", "regression-metrics"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#co-grouped-map"
# requires = []
# ///

# %% given
import pandas as _pd

_regions = ["north", "south", "west"]
_actual = _pd.DataFrame(
    [
        (_region, _day, 50.0 + (_day * 13 + _at * 7) % 23)
        for _at, _region in enumerate(_regions)
        for _day in range(6)
    ],
    columns=["region", "day", "units"],
)
_forecast = _actual.assign(
    predicted=_actual["units"] + (_actual["day"] % 4) - 1.0
)[["region", "day", "predicted"]].iloc[::-1]
actual_df = spark.createDataFrame(_actual).repartition(2).cache()
forecast_df = spark.createDataFrame(_forecast).cache()

# %% snippet
from sklearn.metrics import mean_absolute_error
import pandas as pd


def measure(key, actual, forecast):
    both = actual.merge(forecast, on=["region", "day"])
    error = mean_absolute_error(both["units"], both["predicted"])
    return pd.DataFrame(
        {"region": [key[0]], "days": [len(both)], "mae": [error]}
    )


actual_by_region = actual_df.groupby("region")
forecast_by_region = forecast_df.groupby("region")
error_df = actual_by_region.cogroup(forecast_by_region).applyInPandas(
    measure, "region string, days long, mae double"
)
errors = {row["region"]: row["mae"] for row in error_df.collect()}
worst = max(errors, key=errors.get)

# %% check
both = _actual.merge(_forecast, on=["region", "day"])
truth = (
    (both["units"] - both["predicted"])
    .abs()
    .groupby(both["region"])
    .mean()
)
assert error_df.dtypes == [
    ("region", "string"),
    ("days", "bigint"),
    ("mae", "double"),
], "the columns are not region, days and mae"
assert set(errors) == set(_regions), (
    "there is not one error for each region"
)
for region, error in errors.items():
    assert abs(error - truth[region]) < 1e-9, (
        "an error is not the mean absolute error of its region"
    )
assert all(row["days"] == 6 for row in error_df.collect()), (
    "an error was not measured over every day"
)
assert worst == max(_regions, key=lambda name: truth[name]), (
    "the worst region is not the one with the largest error"
)
