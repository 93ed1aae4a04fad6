# /// snippet
# title = "Score rows in a pandas UDF with a broadcast model"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "distributed-inference", "batch-inference-with-pandas"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
# requires = []
# ///

# %% given
import pandas as _pd
from sklearn.linear_model import (
    LogisticRegression as _LogisticRegression,
)

_rows = []
for _i in range(40):
    _tenure = 1.0 + (_i * 17) % 48
    _calls = float((_i * 5) % 9)
    _noise = (_i * 23) % 31
    _rows.append(
        (_i, _tenure, _calls, int(6 * _calls + _noise - _tenure > 24))
    )
_frame = _pd.DataFrame(
    _rows, columns=["customer_id", "tenure", "calls", "churned"]
)
model = _LogisticRegression().fit(
    _frame[["tenure", "calls"]], _frame["churned"]
)
customers_df = (
    spark.createDataFrame(_frame[["customer_id", "tenure", "calls"]])
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.sql import functions as F
import pandas as pd
from pyspark.sql.functions import pandas_udf

broadcast_model = spark.sparkContext.broadcast(model)


@pandas_udf("double")
def churn_risk(tenure: pd.Series, calls: pd.Series) -> pd.Series:
    features = pd.DataFrame({"tenure": tenure, "calls": calls})
    risk = broadcast_model.value.predict_proba(features)[:, 1]
    return pd.Series(risk)


scored_df = customers_df.withColumn(
    "risk", churn_risk("tenure", "calls")
)
scored = scored_df.orderBy("customer_id").collect()
at_risk_df = scored_df.filter(F.col("risk") > 0.5)
at_risk = at_risk_df.orderBy(F.desc("risk")).collect()

# %% check
import numpy as np

assert dict(scored_df.dtypes)["risk"] == "double", (
    "the risk is no double"
)
assert [row["customer_id"] for row in scored] == list(range(40)), (
    "not every customer has exactly one risk"
)
values = np.array([row["risk"] for row in scored], dtype=float)
assert not np.isnan(values).any(), "some customers have no risk"
assert len(set(values)) > 20, (
    "many customers share one and the same risk"
)
truth = model.predict_proba(_frame[["tenure", "calls"]])
assert not np.allclose(values, truth[:, 0]), (
    "the risk is the probability that the customer stays"
)
assert np.allclose(values, truth[:, 1]), (
    "the risk is not the model's probability for these customers"
)
assert {row["customer_id"] for row in at_risk} == set(
    np.flatnonzero(truth[:, 1] > 0.5).tolist()
), "the customers at risk are not those with a risk above one half"
order = [row["risk"] for row in at_risk]
assert order == sorted(order, reverse=True), (
    "the customers at risk do not start with the highest risk"
)
