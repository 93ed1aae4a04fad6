# /// snippet
# title = "A split to be repeated, claims within three deviations of the mean"
# domain = "spark-ml"
# objectives = ["remove-outliers", "summary-statistics", "impute-missing-values"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.summary.html"
# requires = []
# ///

# %% given
import pandas as _pd

_amounts = [200.0 + (i * 37) % 90 for i in range(60)]
_amounts[7], _amounts[31] = 2600.0, -1900.0
_amounts[12] = _amounts[40] = None
claims_df = (
    spark.createDataFrame(
        _pd.DataFrame({"claim_id": range(60), "amount": _amounts})
    )
    .coalesce(1)
    .cache()
)

# %% snippet
import pyspark.sql.functions as sf

train, test = claims_df.randomSplit([0.75, 0.25], seed=11)
median = train.approxQuantile(
    col="amount", probabilities=[0.5], relativeError=0.0
)[0]
train = train.fillna({"amount": median})
test = test.fillna({"amount": median})
summary = train.select("amount").summary("mean", "stddev")
amount = {row.summary: row.amount for row in summary.collect()}
mean, deviation = float(amount["mean"]), float(amount["stddev"])
bound = 3 * deviation
is_usual = (sf.col("amount") > mean - bound) & (
    sf.col("amount") < mean + bound
)
usual_train, usual_test = train.where(is_usual), test.where(is_usual)
counts = usual_train.count(), usual_test.count()

# %% check
import numpy as np

again, held_again = claims_df.randomSplit([0.75, 0.25], seed=11)
rows = again.toPandas()
assert train.count() > test.count(), (
    "most of the claims are held back from training"
)
assert set(train.toPandas()["claim_id"]) == set(rows["claim_id"]), (
    "the training rows differ from one execution to the next"
)
given_amounts = np.sort(rows["amount"].dropna())
assert median == given_amounts[(len(given_amounts) - 1) // 2], (
    "gaps are not filled with the median of the training rows"
)
assert train.toPandas()["amount"].notna().all(), (
    "gaps in the training claims are not filled"
)
assert test.toPandas()["amount"].notna().all(), (
    "gaps in the test claims are not filled"
)
values = rows["amount"].fillna(median)
assert abs(mean - values.mean()) < 1e-6, (
    "the mean is not that of the training rows"
)
assert abs(deviation - values.std()) < 1e-6, (
    "the deviation is not that of the training rows"
)
near = values[(values - mean).abs() < 3 * deviation]
kept = usual_train.toPandas()["amount"]
assert len(kept) == counts[0] and sorted(kept) == sorted(near), (
    "the claims kept are not those within three deviations"
)
assert len(near) < len(values), "no claim was far from the mean"
held = held_again.toPandas()["amount"].fillna(median)
assert counts[1] == ((held - mean).abs() < 3 * deviation).sum(), (
    "the test claims are not filtered by the training rows' bounds"
)
