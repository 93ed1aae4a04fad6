# /// snippet
# title = "Train one model for each store in parallel"
# domain = "scaling-ml"
# objectives = ["distributed-training", "pandas-udf", "parallelise-single-node-models-for-tuning"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandas.html"
# requires = []
# ///

# %% given
import pandas as _pd

_slopes = {"Bern": -3.0, "Oslo": -0.5, "Riga": -1.75}
_rows = []
for _i in range(45):
    _store = ["Bern", "Oslo", "Riga", "Oslo", "Bern", "Oslo"][_i % 6]
    _price = 5.0 + (_i * 11) % 13
    _noise = ((_i * 7) % 5 - 2) / 4
    _rows.append(
        (_store, _price, 90 + _slopes[_store] * _price + _noise)
    )
_sales = _pd.DataFrame(_rows, columns=["store", "price", "units"])
sales_df = spark.createDataFrame(_sales).repartition(2, "price").cache()

# %% snippet
from sklearn.linear_model import LinearRegression
from pyspark.sql import functions as F
import pandas as pd


def train_store(sales: pd.DataFrame) -> pd.DataFrame:
    model = LinearRegression()
    model.fit(sales[["price"]], sales["units"])
    return pd.DataFrame(
        {
            "store": [sales["store"].iloc[0]],
            "n": [len(sales)],
            "slope": [model.coef_[0]],
        }
    )


models_df = sales_df.groupBy("store").applyInPandas(
    train_store, schema="store string, n long, slope double"
)
models = models_df.orderBy("store").collect()
sensitive_df = models_df.filter(F.col("slope") < -1.0)
sensitive = sensitive_df.orderBy(F.asc("slope")).collect()

# %% check
import numpy as np

assert models_df.dtypes == [
    ("store", "string"),
    ("n", "bigint"),
    ("slope", "double"),
], "the columns are not store, n and slope"
assert len(models) == 3, "there is not one model for each store"
assert [row["store"] for row in models] == ["Bern", "Oslo", "Riga"], (
    "the models do not belong to the three stores"
)
for row in models:
    rows = _sales[_sales["store"] == row["store"]]
    assert row["n"] == len(rows), (
        "a model did not learn from all the rows of its store"
    )
    slope = np.polyfit(rows["price"], rows["units"], 1)[0]
    assert row["slope"] is not None, "a store has no slope"
    assert abs(row["slope"] - slope) < 1e-6, (
        "a slope is not the change of a store's units with the price"
    )
assert [row["store"] for row in sensitive] == ["Bern", "Riga"], (
    "the sensitive stores are not Bern and then Riga"
)
