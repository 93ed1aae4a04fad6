# /// snippet
# title = "Score wines in parallel with a logged model"
# domain = "scaling-ml"
# objectives = ["distributed-inference", "batch-inference", "deployment"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
# requires = []
# ///

# %% given
import pandas as _pd

_wines = _pd.DataFrame(
    [
        (
            _i,
            9.0 + (_i * 7) % 6,
            3.0 + ((_i * 5) % 9) / 10,
            float((_i * 11) % 8),
        )
        for _i in range(32)
    ],
    columns=["wine_id", "alcohol", "ph", "sugar"],
)
X_train = _wines[["alcohol", "ph", "sugar"]]
y_train = 2 * _wines["alcohol"] - 3 * _wines["ph"] - _wines["sugar"]
wines_df = spark.createDataFrame(_wines).coalesce(1).cache()

# %% snippet
import mlflow
from pyspark.sql import functions as F
from sklearn.linear_model import LinearRegression
from mlflow.models import infer_signature

model = LinearRegression().fit(X_train, y_train)
with mlflow.start_run(run_name="wine_quality"):
    model_info = mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(X_train, model.predict(X_train)),
    )

score = mlflow.pyfunc.spark_udf(
    spark, model_uri=model_info.model_uri, result_type="double"
)
features = F.struct(*model.feature_names_in_)
wines_df = wines_df.repartition(4)
scored_df = wines_df.withColumn("quality", score(features))
scored = scored_df.orderBy("wine_id").collect()
best = scored_df.orderBy(F.desc("quality")).first()

# %% check
import numpy as np

truth = model.predict(X_train)
assert wines_df.rdd.getNumPartitions() == 4, (
    "the wines are not spread over four partitions"
)
assert dict(scored_df.dtypes)["quality"] == "double", (
    "the quality is no double"
)
assert [row["wine_id"] for row in scored] == list(range(32)), (
    "not every wine is there once"
)
assert np.allclose([row["quality"] for row in scored], truth), (
    "a quality is not the model's for the wine"
)
assert best["quality"] == max(row["quality"] for row in scored), (
    "the best wine is not the one with the highest quality"
)
stored = mlflow.models.get_model_info(model_info.model_uri)
assert stored.signature is not None, "the model has no signature"
assert set(stored.signature.inputs.input_names()) == set(
    X_train.columns
), "the model's signature does not ask for the three features"
