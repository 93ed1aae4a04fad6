# /// snippet
# title = "Cross-validate each penalty in its own group"
# domain = "scaling-ml"
# objectives = ["parallelise-single-node-models-for-tuning", "pandas-function-api", "random-grid-bayesian-search"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandas.html"
# requires = []
# ///

# %% given
import numpy as _np
import pandas as _pd

_rng = _np.random.default_rng(5)
_features = _rng.normal(size=(45, 3))
_applicants = _pd.DataFrame(
    _features, columns=["age", "debt", "income"]
)
_score = _features @ _np.array([0.5, -1.5, 1.0]) + _rng.normal(size=45)
_applicants["approved"] = (_score > 0).astype(int)
applicants_df = spark.createDataFrame(_applicants).cache()

# %% snippet
from pyspark.sql import functions as F
from sklearn.model_selection import cross_val_score
import pandas as pd
from sklearn.linear_model import LogisticRegression

applicants = applicants_df.toPandas()
candidates_df = spark.createDataFrame(
    [(0.001,), (0.05,), (1.0,)], schema="c double"
)


def validate(key: tuple, _: pd.DataFrame) -> pd.DataFrame:
    model = LogisticRegression(C=key[0])
    features = applicants.drop(columns="approved")
    scores = cross_val_score(
        model, features, applicants["approved"], cv=3
    )
    return pd.DataFrame({"c": [key[0]], "accuracy": [scores.mean()]})


candidates_df = candidates_df.repartition(3, "c")
accuracy_df = candidates_df.groupBy("c").applyInPandas(
    validate, schema="c double, accuracy double"
)
ranked = accuracy_df.orderBy(F.desc("accuracy"), "c").collect()
best_c = ranked[0]["c"]

# %% check
from sklearn.linear_model import LogisticRegression as _Model
from sklearn.model_selection import cross_val_score as _scores

assert candidates_df.rdd.getNumPartitions() == 3, (
    "the candidates are not spread over three partitions"
)
expected = {
    c: _scores(
        _Model(C=c),
        _applicants[["age", "debt", "income"]],
        _applicants["approved"],
        cv=3,
    ).mean()
    for c in (0.001, 0.05, 1.0)
}
assert {row["c"] for row in ranked} == set(expected), (
    "there is not one row for each penalty"
)
for row in ranked:
    assert abs(row["accuracy"] - expected[row["c"]]) < 1e-9, (
        "an accuracy is not the mean over the folds"
    )
assert expected[best_c] == max(expected.values()), (
    "the best penalty is not the one with the highest accuracy"
)
