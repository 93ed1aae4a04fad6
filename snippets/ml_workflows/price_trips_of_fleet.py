# /// snippet
# title = "Train on past trips, then price the new trips of a Spark DataFrame"
# domain = "ml-workflows"
# objectives = ["deployment", "batch-inference", "distributed-inference", "experiment-tracking"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(30):
    _km = 1.0 + (_i * 17) % 29
    _minutes = 3.0 + (_i * 11) % 41
    _rows.append((_i, _km, _minutes, 2.5 + 1.4 * _km + 0.3 * _minutes))
_trips = _pd.DataFrame(
    _rows, columns=["trip_id", "distance_km", "minutes", "fare"]
)
past_trips = _trips[:20]
_new = _trips[20:].drop(columns="fare")
new_trips_df = spark.createDataFrame(_new).coalesce(1)

# %% snippet
from sklearn.linear_model import LinearRegression
from pyspark.sql import functions as F
from mlflow.models import infer_signature
import mlflow

features = ["distance_km", "minutes"]
X_train, y_train = past_trips[features], past_trips["fare"]
with mlflow.start_run(run_name="fares") as run:
    model = LinearRegression().fit(X_train, y_train)
    mlflow.log_metric("train_r2", model.score(X_train, y_train))
    mlflow.sklearn.log_model(
        model,
        name="fare",
        signature=infer_signature(X_train, model.predict(X_train)),
    )
predict_fare = mlflow.pyfunc.spark_udf(
    spark,
    model_uri=f"runs:/{run.info.run_id}/fare",
    result_type="double",
    env_manager="local",
)
priced_df = new_trips_df.withColumn(
    "fare", predict_fare("distance_km", "minutes")
)
total_fare = priced_df.agg(F.sum("fare")).first()[0]

# %% check
logged = mlflow.get_run(run.info.run_id)
assert logged.info.run_name == "fares", (
    "the run has a name that nobody gave it"
)
assert "train_r2" in logged.data.metrics, "the run holds no train_r2"
expected = _trips["fare"][20:].sum()
assert dict(priced_df.dtypes)["fare"] == "double", (
    "the fare is not a double"
)
assert abs(total_fare - expected) < 1e-6, (
    "the fares are not the model's for these distances and minutes"
)
