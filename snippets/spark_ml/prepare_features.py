# /// snippet
# title = "Encode and centre the features, without losing a customer"
# domain = "spark-ml"
# objectives = ["transformer", "estimator", "one-hot-encoding", "compare-estimators-and-transformers"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(30):
    _plan = ["basic", "plus", "basic", "pro", "plus", "basic"][_i % 6]
    _region = ["north", "south", "north"][_i % 3]
    _rows.append(
        (
            _i,
            None if _i == 17 else _plan,
            _region,
            1.0 + (_i * 7) % 24,
            15.0 + (_i * 13) % 40,
        )
    )
customers_df = (
    spark.createDataFrame(
        _pd.DataFrame(
            _rows,
            columns=[
                "customer_id",
                "plan",
                "region",
                "tenure",
                "spend",
            ],
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml.feature import StringIndexer, VectorAssembler
from pyspark.ml.feature import OneHotEncoder, StandardScaler

indexer = StringIndexer(
    inputCols=["plan", "region"],
    outputCols=["plan_idx", "region_idx"],
    handleInvalid="keep",
)
indexer_model = indexer.fit(customers_df)
indexed_df = indexer_model.transform(customers_df)
encoder = OneHotEncoder(
    inputCols=["plan_idx", "region_idx"],
    outputCols=["plan_vec", "region_vec"],
)
encoder_model = encoder.fit(indexed_df)
encoded_df = encoder_model.transform(indexed_df)
assembler = VectorAssembler(
    inputCols=["plan_vec", "region_vec", "tenure", "spend"],
    outputCol="features",
)
assembled_df = assembler.transform(encoded_df)
scaler = StandardScaler(
    inputCol="features", outputCol="scaled_features", withMean=True
)
scaler_model = scaler.fit(assembled_df)
scaled_df = scaler_model.transform(assembled_df)
rows = scaled_df.select("customer_id", "scaled_features").collect()

# %% check
import numpy as np

result = scaled_df.orderBy("customer_id").toPandas()
assert "scaled_features" in rows[0], (
    "the collected rows hold no scaled features"
)
assert len(rows) == 30, "customers have got lost on the way"
assert indexer_model.labelsArray[0] == ["basic", "plus", "pro"], (
    "the plans are not numbered from the most to the least frequent"
)
assert result["plan_idx"][17] == 3.0, (
    "the customer without a plan shares the number of a real plan"
)
assert len(result["plan_vec"][0]) == 3, (
    "the encoded plan has another number of columns than expected"
)
assert len(result["region_vec"][0]) == 2, (
    "the encoded region has another number of columns than expected"
)
assert not np.any(result["plan_vec"][17].toArray()), (
    "the customer without a plan is encoded as one that has a plan"
)
assert all(
    len(row["scaled_features"]) == 7
    and row["scaled_features"] is not None
    for row in rows
), "the feature vector has not the seven columns that it should have"
plain = np.array([vector.toArray() for vector in result["features"]])
assert np.allclose(plain[:, 5:], result[["tenure", "spend"]]), (
    "the numbers are not in the feature vector as they were given"
)
values = np.array([row["scaled_features"].toArray() for row in rows])
assert np.allclose(values.mean(axis=0), 0.0), (
    "the scaled features are not centred on zero"
)
assert np.allclose(values.std(axis=0, ddof=1), 1.0), (
    "the scaled features do not all have a standard deviation of one"
)
