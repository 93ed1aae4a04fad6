# /// snippet
# title = "Describe every shop, each day once, if its price and units are known"
# domain = "scaling-ml"
# objectives = ["pandas-function-api", "summary-statistics", "compare-two-features"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html"
# requires = []
# ///

# %% given
_east = [
    (f"e{i % 3}", i // 3, 4.0 + (i * 5) % 7, 90.0 - (i * 11) % 53, 1)
    for i in range(24)
]
_west = [
    (f"w{i % 2}", i // 2, 80.0 - (i * 7) % 31, 3.0 + (i * 3) % 5, 1)
    for i in range(16)
]
_east[7] = ("e1", 2, None, 60.0, 1)
_east[12] = ("e0", 4, 5.0, None, 1)
_west[6] = ("w0", 3, 71.0, None, 1)
_east += [(*row[:4], 2) for row in _east[15:22]]
_west += [(*row[:4], 2) for row in _west[9:12]]
east_df = spark.createDataFrame(
    [(*row, None if row[1] % 2 else "open") for row in _east],
    "shop string, day int, price double, units double, "
    "export int, note string",
)
west_df = spark.createDataFrame(
    [(*row, None if row[1] % 2 else "open") for row in _west],
    "shop string, day int, units double, price double, "
    "export int, note string",
)
cities_df = spark.createDataFrame(
    [("e0", "Graz"), ("e1", "Wien"), ("w0", "Bern"), ("w1", "Genf")],
    "shop string, city string",
)

# %% snippet
import pandas as pd

sales_df = east_df.unionByName(west_df)
sales_df = sales_df.dropDuplicates(["shop", "day"])
sales_df = sales_df.dropna(subset=["price", "units"])
sales_df = sales_df.join(cities_df, on="shop", how="left")


def describe(key: tuple, sales: pd.DataFrame) -> pd.DataFrame:
    correlation = sales["price"].corr(sales["units"])
    return pd.DataFrame(
        {
            "shop": [key[0]],
            "city": [sales["city"].iloc[0]],
            "days": [len(sales)],
            "highest": [sales["price"].max()],
            "correlation": [correlation],
        }
    )


described_df = sales_df.groupBy("shop").applyInPandas(
    describe,
    "shop string, city string, days long, highest double, "
    "correlation double",
)
described = described_df.orderBy("shop").collect()

# %% check
rows = {row["shop"]: row for row in described}
assert set(rows) == {"e0", "e1", "e2", "w0", "w1"}, (
    "a shop without a city has got lost"
)
assert [row["shop"] for row in described] == sorted(rows), (
    "the shops are not in order"
)
assert {shop: row["city"] for shop, row in rows.items()} == {
    "e0": "Graz",
    "e1": "Wien",
    "e2": None,
    "w0": "Bern",
    "w1": "Genf",
}, "the shops do not have their cities"
assert max(row["highest"] for row in described) < 20, (
    "there are units in the column of the prices"
)
assert {shop: row["days"] for shop, row in rows.items()} == {
    "e0": 7,
    "e1": 7,
    "e2": 8,
    "w0": 7,
    "w1": 8,
}, "days with gaps or days exported twice are counted"
e2 = pd.DataFrame(
    _east[:24], columns=["shop", "day", "price", "units", "n"]
)
e2 = e2[e2["shop"] == "e2"]
assert (
    abs(rows["e2"]["correlation"] - e2["price"].corr(e2["units"]))
    < 1e-9
), "the correlation is not that of price and units"
