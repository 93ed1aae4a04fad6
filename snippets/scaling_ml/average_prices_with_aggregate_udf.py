# /// snippet
# title = "Average prices weighted by the units sold"
# domain = "scaling-ml"
# objectives = ["pandas-udf"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#series-to-scalar"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(24):
    _store = ["Bern", "Oslo", "Riga"][_i % 3]
    _product = ["tea", "rice", "salt", "soap"][(_i // 3) % 4]
    _rows.append(
        (_store, _product, 2.0 + (_i * 5) % 9, 1.0 + (_i * 7) % 11)
    )
_sales = _pd.DataFrame(
    _rows, columns=["store", "product", "price", "units"]
)
sales_df = spark.createDataFrame(_sales).coalesce(1).cache()

# %% snippet
from pyspark.sql import functions as F
from pyspark.sql import Window
import pandas as pd


@F.pandas_udf("double")
def weighted_mean(price: pd.Series, units: pd.Series) -> float:
    return (price * units).sum() / units.sum()


@F.pandas_udf("double")
def median(price: pd.Series) -> float:
    return price.median()


same_product = Window.partitionBy("product")
compared_df = sales_df.withColumn(
    "usual_price", weighted_mean("price", "units").over(same_product)
)
compared = compared_df.orderBy("product", "store").collect()
store_df = sales_df.groupBy("store").agg(
    weighted_mean("price", "units").alias("mean_price"),
    median("price").alias("median_price"),
)
stores = store_df.orderBy("store").collect()


# %% check
def _means(key, weight="units", value="price"):
    product = _sales[value] * _sales[weight]
    totals = product.groupby(_sales[key]).sum()
    return totals / _sales.groupby(key)[weight].sum()


assert len(compared) == len(_sales), "a sale is gone"
assert "usual_price" in compared_df.columns, (
    "the sales have no column usual_price"
)
usual = _means("product")
for row in compared:
    assert abs(row["usual_price"] - usual[row["product"]]) < 1e-9, (
        "the usual price is not the product's price, weighted by units"
    )
assert store_df.columns == ["store", "mean_price", "median_price"], (
    "the columns are not store, mean_price and median_price"
)
assert [row["store"] for row in stores] == ["Bern", "Oslo", "Riga"], (
    "there is not one row for each store"
)
mean = _means("store")
middle = _sales.groupby("store")["price"].median()
for row in stores:
    assert abs(row["median_price"] - middle[row["store"]]) < 1e-9, (
        "a store's median price is wrong"
    )
    assert abs(row["mean_price"] - mean[row["store"]]) < 1e-9, (
        "a store's mean price is not weighted by its units"
    )
