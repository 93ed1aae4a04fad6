# /// snippet
# title = "Give each patient a risk and a level in one pass"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "distributed-inference", "batch-inference-with-pandas"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#pandas-udfs-a-k-a-vectorized-udfs"
# requires = []
# ///

# %% given
import pandas as _pd
from sklearn.ensemble import (
    RandomForestClassifier as _RandomForestClassifier,
)

_rows = []
for _i in range(40):
    _pulse = 55.0 + (_i * 23) % 71
    _age = 20.0 + (_i * 13) % 67
    _urgent = int(_pulse + _age + (_i * 17) % 41 > 165)
    _rows.append((_i, _pulse, _age, _urgent))
_patients = _pd.DataFrame(
    _rows, columns=["patient_id", "pulse", "age", "urgent"]
)
classifier = _RandomForestClassifier(
    n_estimators=7, max_depth=3, random_state=0
).fit(_patients[["pulse", "age"]], _patients["urgent"])
patients_df = (
    spark.createDataFrame(_patients[["patient_id", "pulse", "age"]])
    .coalesce(1)
    .cache()
)

# %% snippet
import pyspark.sql.functions as F
import pandas as pd

model = spark.sparkContext.broadcast(classifier)


@F.pandas_udf("risk double, level string")
def triage(patients: pd.DataFrame) -> pd.DataFrame:
    risk = model.value.predict_proba(patients)[:, 1]
    level = pd.cut(
        risk, [-1.0, 0.3, 0.7, 1.0], labels=["low", "medium", "high"]
    )
    return pd.DataFrame({"risk": risk, "level": level.astype(str)})


triaged_df = patients_df.withColumn(
    "triage", triage(F.struct("pulse", "age"))
).select("patient_id", "triage.*")
triaged = triaged_df.orderBy("patient_id").collect()
levels = triaged_df.groupBy("level").count().collect()

# %% check
import numpy as np

assert triaged_df.dtypes == [
    ("patient_id", "bigint"),
    ("risk", "double"),
    ("level", "string"),
], "the columns are not patient_id, risk and level"
assert [row["patient_id"] for row in triaged] == list(range(40)), (
    "not every patient is there once"
)
values = np.array([row["risk"] for row in triaged])
assert not set(values) <= {0.0, 1.0}, (
    "the risk is a class and not a probability"
)
truth = classifier.predict_proba(_patients[["pulse", "age"]])
assert not np.allclose(values, truth[:, 0]), (
    "the risk is the probability that a patient is not urgent"
)
assert np.allclose(values, truth[:, 1]), (
    "the risk is not the model's probability for these patients"
)
for row in triaged:
    level = "high" if row["risk"] > 0.7 else "medium"
    level = "low" if row["risk"] <= 0.3 else level
    assert row["level"] == level, "a level does not fit its risk"
assert len(levels) == 3, "not every level occurs"
assert sum(row["count"] for row in levels) == 40, (
    "the levels do not count every patient"
)
