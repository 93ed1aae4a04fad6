# /// snippet
# title = "Join visits of two months and fit the daily means"
# domain = "scaling-ml"
# objectives = ["pandas-api-on-spark", "parallelise-single-node-models-for-tuning"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/pandas_on_spark/best_practices.html"
# requires = []
# ///

# %% given
import pandas as _pd

_visits = _pd.DataFrame(
    [
        (["harbour", "castle"][_i % 2], _i // 4, 12.0 + (_i * 11) % 17)
        for _i in range(40)
    ],
    columns=["clinic", "day", "minutes"],
)
january_df = spark.createDataFrame(_visits[:20]).coalesce(1)
february_df = spark.createDataFrame(_visits[20:]).coalesce(1)

# %% snippet
import pyspark.pandas as ps
from sklearn.linear_model import LinearRegression
import pandas as pd

clinics = pd.DataFrame(
    {"clinic": ["harbour", "castle"], "nurses": [3.0, 5.0]}
)
visits = ps.concat([january_df.pandas_api(), february_df.pandas_api()])
staffed = ps.merge(visits, ps.from_pandas(clinics), on="clinic")
staffed["load"] = staffed["minutes"] / staffed["nurses"]
daily = staffed.groupby("day")[["minutes", "load"]].mean()
daily_df = daily.to_spark(index_col="day")
daily_pdf = daily.sort_index().to_pandas()
model = LinearRegression()
model.fit(daily_pdf[["minutes"]], daily_pdf["load"])
slope = float(model.coef_[0])

# %% check
import numpy as np

joined = _visits.merge(clinics, on="clinic")
joined["load"] = joined["minutes"] / joined["nurses"]
expected = joined.groupby("day")[["minutes", "load"]].mean()
assert len(daily_pdf) == 10, "there is not one row for each day"
assert np.allclose(daily_pdf, expected), (
    "the daily means are not those of both months"
)
assert abs(slope - np.polyfit(*expected.to_numpy().T, 1)[0]) < 1e-9, (
    "the slope is not that of the daily means"
)
assert daily_df.columns == ["day", "minutes", "load"], (
    "the Spark frame of the daily means has lost its days"
)
