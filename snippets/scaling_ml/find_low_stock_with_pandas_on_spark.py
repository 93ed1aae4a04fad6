# /// snippet
# title = "Compare the stock of all depots with its limits"
# domain = "scaling-ml"
# objectives = ["pandas-api-on-spark"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/general_functions.html"
# requires = []
# ///

# %% given
north_df = spark.createDataFrame(
    [("bolt", 40), ("nut", 15), ("plate", 7)], "part string, units int"
)
south_df = spark.createDataFrame(
    [("bolt", 12), ("nut", 4), ("plate", 9)], "part string, units int"
)

# %% snippet
import pyspark.pandas as ps
import pandas as pd

limits = pd.DataFrame(
    {"part": ["bolt", "nut", "plate"], "limit": [50, 25, 12]}
)
stock = ps.concat([north_df.pandas_api(), south_df.pandas_api()])
totals = stock.groupby("part")[["units"]].sum().reset_index()
compared = ps.merge(totals, ps.from_pandas(limits), on="part")
low = compared[compared["units"] < compared["limit"]]
low_parts = low.sort_values("part").to_pandas()["part"].tolist()

# %% check
assert sorted(compared["units"].to_numpy().tolist()) == [16, 19, 52], (
    "the units are not the sums over both depots"
)
assert low_parts == ["nut"], "the parts below their limit are wrong"
