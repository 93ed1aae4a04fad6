# /// snippet
# title = "Fill gaps with the training medians, then scale to 0 to 1"
# domain = "spark-ml"
# objectives = ["impute-missing-values", "compare-imputing-with-mean-median-mode", "compare-estimators-and-transformers"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html#imputer"
# requires = []
# ///

# %% given
import pandas as _pd


def _readings(n, shift):
    rows = []
    for i in range(n):
        load = (
            3.0 + (i * 7 + shift) % 11 + (90.0 if i % 9 == 4 else 0.0)
        )
        degrees = -4.0 + (i * 13 + shift * 5) % 29
        rows.append(
            (
                i,
                None if i % 6 == 5 else load,
                None if i % 7 == 3 else degrees,
            )
        )
    return (
        spark.createDataFrame(
            _pd.DataFrame(rows, columns=["meter_id", "load", "degrees"])
        )
        .coalesce(1)
        .cache()
    )


train_df = _readings(27, 0)
test_df = _readings(14, 4)

# %% snippet
from pyspark.ml.feature import Imputer, MinMaxScaler, VectorAssembler

columns = ["load", "degrees"]
filled = ["load_filled", "degrees_filled"]
imputer = Imputer(
    strategy="median", inputCols=columns, outputCols=filled
)
imputer_model = imputer.fit(train_df)
train_filled = imputer_model.transform(train_df)
test_filled = imputer_model.transform(test_df)
assembler = VectorAssembler(inputCols=filled, outputCol="features")
train_vectors = assembler.transform(train_filled)
test_vectors = assembler.transform(test_filled)
scaler = MinMaxScaler(inputCol="features", outputCol="scaled")
scaler_model = scaler.fit(train_vectors)
test_scaled = scaler_model.transform(test_vectors)
medians = imputer_model.surrogateDF.first()
print(medians, test_scaled.select("meter_id", "scaled").collect())

# %% check
import numpy as np

_names = ["load", "degrees"]
given_train = train_df.toPandas()[_names].astype(float)
given_test = test_df.toPandas()[_names].astype(float)
result = test_scaled.orderBy("meter_id").toPandas()
for name in _names:
    values = np.sort(given_train[name].dropna())
    fill = medians[name]
    assert abs(fill - values.mean()) > 1e-6, (
        f"gaps in {name} are filled with the mean of the training rows"
    )
    assert fill == values[(len(values) - 1) // 2], (
        f"gaps in {name} are not filled with the training rows' median"
    )
    expected = given_test[name].fillna(fill)
    assert np.allclose(result[f"{name}_filled"], expected), (
        f"the test rows' {name} is not filled with the training median"
    )
assert len(result) == 14, "test rows have got lost on the way"
scaled = np.array([vector.toArray() for vector in result["scaled"]])
low = given_train.fillna(medians.asDict()).min().to_numpy()
high = given_train.fillna(medians.asDict()).max().to_numpy()
wanted = given_test.fillna(medians.asDict()).to_numpy()
assert np.allclose(scaled, (wanted - low) / (high - low)), (
    "the test rows are not scaled by the training rows' range"
)
