# /// snippet
# title = "Score loans in an iterator UDF with several columns"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "distributed-inference", "batch-inference-with-pandas"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#iterator-of-multiple-series-to-iterator-of-series"
# requires = []
# ///

# %% given
import pandas as _pd
from sklearn.linear_model import (
    LogisticRegression as _LogisticRegression,
)

_rows = []
for _i in range(36):
    _income = 20.0 + (_i * 17) % 61
    _debt = 2.0 + (_i * 11) % 23
    _noise = (_i * 29) % 37
    _rows.append(
        (_i, _income, _debt, int(3 * _debt + _noise - _income > 5))
    )
_loans = _pd.DataFrame(
    _rows, columns=["loan_id", "income", "debt", "defaulted"]
)
model = _LogisticRegression().fit(
    _loans[["income", "debt"]], _loans["defaulted"]
)
loans_df = (
    spark.createDataFrame(_loans[["loan_id", "income", "debt"]])
    .coalesce(1)
    .cache()
)

# %% snippet
from collections.abc import Iterator

from pyspark.sql.functions import col, pandas_udf
import pandas as pd

shared_model = spark.sparkContext.broadcast(model)


@pandas_udf("double")
def default_risk(
    batches: Iterator[tuple[pd.Series, pd.Series]],
) -> Iterator[pd.Series]:
    for income, debt in batches:
        rows = pd.DataFrame({"income": income, "debt": debt})
        risk = shared_model.value.predict_proba(rows)[:, 1]
        yield pd.Series(risk)


risky = (
    loans_df.withColumn("risk", default_risk("income", "debt"))
    .filter(col("risk") >= 0.4)
    .orderBy(col("risk").desc())
    .collect()
)

# %% check
import numpy as np

truth = model.predict_proba(_loans[["income", "debt"]])[:, 1]
assert len(risky) > 0, "no loan is risky"
for row in risky:
    assert row["risk"] not in (0.0, 1.0), (
        "the risk is a class and not a probability"
    )
    assert abs(row["risk"] - (1 - truth[row["loan_id"]])) > 1e-9, (
        "the risk is the probability that the loan is paid back"
    )
    assert abs(row["risk"] - truth[row["loan_id"]]) < 1e-9, (
        "the risk is not the model's probability for this loan"
    )
assert {row["loan_id"] for row in risky} == set(
    np.flatnonzero(truth >= 0.4).tolist()
), "the risky loans are not those with a risk of at least 0.4"
order = [row["risk"] for row in risky]
assert order == sorted(order, reverse=True), (
    "the loans do not start with the highest risk"
)
