# /// snippet
# title = "Rank correlation of two numbers, test of two categories"
# domain = "spark-ml"
# objectives = ["compare-two-features", "summary-statistics"]
# docs = "https://spark.apache.org/docs/latest/ml-statistics.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(40):
    _area = 40.0 + (_i * 13) % 37
    _district = ["port", "hill", "port", "lake"][(_i * 3) % 4]
    _rows.append(
        (
            _area,
            round(1.17**_area + (_i * 7) % 90, 1),
            _district,
            "yes" if _district == "lake" or _i % 5 == 0 else "no",
        )
    )
houses_df = (
    spark.createDataFrame(
        _pd.DataFrame(
            _rows, columns=["area", "price", "district", "garden"]
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml.stat import ChiSquareTest, Correlation
from pyspark.ml.feature import StringIndexer, VectorAssembler

numbers = VectorAssembler(
    inputCols=["area", "price"], outputCol="numbers"
)
numbers_df = numbers.transform(houses_df)
matrix = Correlation.corr(numbers_df, "numbers", "spearman").first()[0]
rank_correlation = matrix[0, 1]
counts = houses_df.crosstab("district", "garden")
counts_by_district = {
    row["district_garden"]: row["yes"] for row in counts.collect()
}
indexer = StringIndexer(
    inputCols=["district", "garden"],
    outputCols=["district_idx", "garden_idx"],
)
indexed_df = indexer.fit(houses_df).transform(houses_df)
category = VectorAssembler(
    inputCols=["district_idx"], outputCol="category"
)
test_df = ChiSquareTest.test(
    category.transform(indexed_df), "category", "garden_idx"
)
p_value = test_df.first()["pValues"][0]

# %% check
import pandas as pd
from scipy.stats import chi2_contingency

frame = houses_df.toPandas()
expected = frame["area"].corr(frame["price"], method="spearman")
assert abs(rank_correlation - frame["area"].corr(frame["price"])) > (
    1e-6
), "the correlation is that of the values, not of their ranks"
assert abs(rank_correlation - expected) < 1e-9, (
    "the correlation is not the rank correlation of area and price"
)
table = pd.crosstab(frame["district"], frame["garden"])
assert counts_by_district == table["yes"].to_dict(), (
    "the gardens of each district are not counted"
)
assert abs(p_value - chi2_contingency(table).pvalue) < 1e-9, (
    "the p-value is not that of district and garden"
)
