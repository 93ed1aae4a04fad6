# /// snippet
# title = "Score claims and keep only the suspicious ones"
# domain = "scaling-ml"
# objectives = ["pandas-function-api", "distributed-inference", "batch-inference-with-pandas", "impute-missing-values"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.mapInPandas.html"
# requires = []
# ///

# %% given
import pandas as _pd
from sklearn.linear_model import (
    LogisticRegression as _LogisticRegression,
)

_rows = []
for _i in range(40):
    _amount = 3.0 + (_i * 19) % 43
    _age = 1.0 + (_i * 7) % 13
    _fraud = int(_amount - 2 * _age + (_i * 31) % 29 > 24)
    _rows.append((_i, _amount if _i % 9 else None, _age, _fraud))
_claims = _pd.DataFrame(
    _rows, columns=["claim_id", "amount", "policy_age", "fraud"]
)
_known = _claims.dropna()
model = _LogisticRegression().fit(
    _known[["amount", "policy_age"]], _known["fraud"]
)
claims_df = (
    spark.createDataFrame(_claims.drop(columns="fraud").astype(object))
    .selectExpr(
        "int(claim_id) claim_id",
        "nullif(double(amount), double('NaN')) amount",
        "policy_age",
    )
    .repartition(2, "claim_id")
    .cache()
)

# %% snippet
from collections.abc import Iterator

import pandas as pd
from pyspark.sql import functions as F

shared = spark.sparkContext.broadcast(model)
typical_amount = claims_df.agg(F.median("amount")).first()[0]


def find_suspicious(
    batches: Iterator[pd.DataFrame],
) -> Iterator[pd.DataFrame]:
    for claims in batches:
        claims["amount"] = claims["amount"].fillna(typical_amount)
        features = claims[["amount", "policy_age"]]
        claims["risk"] = shared.value.predict_proba(features)[:, 1]
        yield claims.loc[claims["risk"] > 0.35, ["claim_id", "risk"]]


suspicious_df = claims_df.mapInPandas(
    find_suspicious, schema="claim_id int, risk double"
)
suspicious = suspicious_df.orderBy(F.desc("risk")).collect()

# %% check
filled = _claims.assign(
    amount=_claims["amount"].fillna(_claims["amount"].median())
)
truth = model.predict_proba(filled[["amount", "policy_age"]])[:, 1]
assert suspicious_df.dtypes == [
    ("claim_id", "int"),
    ("risk", "double"),
], "the columns are not claim_id and risk"
risks = {row["claim_id"]: row["risk"] for row in suspicious}
assert not set(risks.values()) <= {0.0, 1.0}, (
    "the risks are classes and not probabilities"
)
for claim_id, risk in risks.items():
    assert abs(risk - (1 - truth[claim_id])) > 1e-9, (
        "the risk is the probability that a claim is honest"
    )
    assert abs(risk - truth[claim_id]) < 1e-9, (
        "a risk is not the model's for the claim, with a missing amount"
        " filled by the median of all claims"
    )
assert set(risks) == set((truth > 0.35).nonzero()[0].tolist()), (
    "the suspicious claims are not those with a risk above 0.35"
)
assert list(risks.values()) == sorted(risks.values(), reverse=True), (
    "the claims do not start with the highest risk"
)
