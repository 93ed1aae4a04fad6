# /// snippet
# title = "Flag payments far above the same account's three before"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "remove-outliers"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Window.rowsBetween.html"
# requires = []
# ///

# %% given
import pandas as _pd

_payments = _pd.DataFrame(
    [
        (
            _account,
            _day,
            10.0 + (_day * _step) % 9 + 40 * (_day == _odd),
        )
        for _account, _step, _odd in (("A1", 4, 6), ("B7", 7, 3))
        for _day in range(10)
    ],
    columns=["account", "day", "amount"],
)
payments_df = spark.createDataFrame(_payments).coalesce(1).cache()

# %% snippet
from pyspark.sql import Window
from pyspark.sql import functions as F
import pandas as pd

w = Window.partitionBy("account").orderBy("day").rowsBetween(-3, -1)


@F.pandas_udf("double")
def trimmed_mean(amount: pd.Series) -> float:
    return amount.clip(upper=amount.quantile(0.8)).mean()


@F.pandas_udf("double")
def ratio(amount: pd.Series, usual: pd.Series) -> pd.Series:
    return amount / usual


compared_df = payments_df.withColumn(
    "usual", trimmed_mean("amount").over(w)
).withColumn("ratio", ratio("amount", "usual"))
compared = compared_df.orderBy("account", "day").collect()
flagged = [
    (row["account"], row["day"])
    for row in compared_df.filter(F.col("ratio") > 2.5).collect()
]

# %% check
import math

assert len(compared) == len(_payments), "a payment is gone"
for row in compared:
    before = _payments[
        (_payments["account"] == row["account"])
        & _payments["day"].between(row["day"] - 3, row["day"] - 1)
    ]["amount"]
    if before.empty:
        continue
    usual = before.clip(upper=before.quantile(0.8)).mean()
    assert math.isclose(row["usual"], usual), (
        "the usual amount is not that of the three payments before"
    )
    assert math.isclose(row["ratio"], row["amount"] / usual), (
        "the ratio is not that of the amount to the usual one"
    )
assert sorted(flagged) == [("A1", 6), ("B7", 3)], (
    "the flagged payments are not the two unusual ones"
)
