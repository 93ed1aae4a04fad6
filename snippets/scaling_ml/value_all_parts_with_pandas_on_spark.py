# /// snippet
# title = "Value the stock of every supplier, each part once, none left out"
# domain = "scaling-ml"
# objectives = ["pandas-api-on-spark", "summary-statistics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/api/pyspark.pandas.merge.html"
# requires = []
# ///

# %% given
parts_df = spark.createDataFrame(
    [
        ("axle", 4.0, 30.0, 1),
        ("belt", 25.0, 3.0, 1),
        ("bolt", 300.0, 0.5, 1),
        ("cap", 80.0, 2.0, 1),
        ("gear", 0.0, 45.0, 1),
        ("hose", 12.0, 9.0, 1),
        ("belt", 25.0, 3.0, 2),
        ("cap", 80.0, 2.0, 2),
    ],
    "part string, units double, cost double, scan int",
)
suppliers_df = spark.createDataFrame(
    [
        ("axle", "Ruhr"),
        ("belt", "Lahn"),
        ("bolt", "Ruhr"),
        ("gear", "Ems"),
    ],
    "part string, supplier string",
)

# %% snippet
import pyspark.pandas as ps

parts_df = parts_df.filter("units > 0")
parts_df = parts_df.dropDuplicates(["part"])
parts = parts_df.pandas_api()
suppliers = suppliers_df.pandas_api()
stock = ps.merge(parts, suppliers, on="part", how="left")
stock["supplier"] = stock["supplier"].fillna("unknown")
stock["value"] = stock["units"] * stock["cost"]
values = stock.groupby("supplier")[["value"]].sum()
values_df = values.to_spark(index_col="supplier")
ranked = values.sort_values("value", ascending=False)
largest = ranked.head(1).to_pandas().index[0]
n_parts = len(stock)

# %% check
rows = stock.to_pandas().set_index("part")
assert "gear" not in rows.index, "a part without stock is there"
assert rows.index.is_unique, "a part is there more than once"
assert set(rows.index) == {"axle", "belt", "bolt", "cap", "hose"}, (
    "a part without a supplier has got lost"
)
found = values.to_pandas()["value"].to_dict()
assert found == {"Lahn": 75.0, "Ruhr": 270.0, "unknown": 268.0}, (
    "the values are not those of the suppliers"
)
assert n_parts == 5, "the parts are not counted once each"
assert values_df.columns == ["supplier", "value"], (
    "the suppliers have got lost on the way to Spark"
)
assert largest == "Ruhr", "the largest value is not named"
