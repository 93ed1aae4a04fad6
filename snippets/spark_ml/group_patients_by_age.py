# /// snippet
# title = "Group patients by fixed ages and by the training rows' quartiles"
# domain = "spark-ml"
# objectives = ["transformer", "estimator", "compare-estimators-and-transformers"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html#bucketizer"
# requires = []
# ///

# %% given
import pandas as _pd


def _patients(n, shift, step):
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                {
                    "patient_id": range(n),
                    "age": [
                        float((i * 29 + shift) % 97) for i in range(n)
                    ],
                    "pressure": [
                        95.0 + (i * step + shift) % 61 for i in range(n)
                    ],
                }
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _patients(48, 0, 19)
test_df = _patients(16, 31, 7)

# %% snippet
from pyspark.ml.feature import Bucketizer, QuantileDiscretizer

bucketizer = Bucketizer(
    splits=[float("-inf"), 18.0, 65.0, float("inf")],
    inputCol="age",
    outputCol="age_group",
)
train_groups = bucketizer.transform(train_df)
test_groups = bucketizer.transform(test_df)
discretizer = QuantileDiscretizer(
    numBuckets=4,
    inputCol="pressure",
    outputCol="pressure_group",
    relativeError=0.0,
)
discretizer_model = discretizer.fit(train_groups)
train_both = discretizer_model.transform(train_groups)
test_both = discretizer_model.transform(test_groups)
quartiles = discretizer_model.getSplits()[1:-1]
groups = test_both.groupBy("age_group", "pressure_group").count()
print(train_both.count(), quartiles, groups.collect())

# %% check
import numpy as np

train_rows, test_rows = train_both.toPandas(), test_both.toPandas()
assert len(test_rows) == 16, "test rows have got lost on the way"
for rows in (train_rows, test_rows):
    assert list(rows["age_group"]) == list(
        np.digitize(rows["age"], [18.0, 65.0])
    ), "the age groups do not begin at 18 and at 65"
assert len(quartiles) == 3, (
    "the pressure is cut into another number of groups than four"
)
ordered = np.sort(train_rows["pressure"])
assert np.allclose(quartiles, ordered[[11, 23, 35]]), (
    "the groups are not cut at the training rows' quartiles"
)
assert list(test_rows["pressure_group"]) == list(
    np.digitize(test_rows["pressure"], quartiles)
), "the test rows are not grouped by the training rows' quartiles"
assert set(train_rows["pressure_group"]) == {0.0, 1.0, 2.0, 3.0}, (
    "a group of the pressure is empty"
)
