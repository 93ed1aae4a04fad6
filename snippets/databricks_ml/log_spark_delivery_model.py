# /// snippet
# title = "Log a fitted Spark pipeline and load it back to predict delivery times"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.spark.html"
# requires = []
# ///

# %% given


def _parcels(n, start):
    rows = []
    for i in range(start, start + n):
        km, stops = 5.0 + (i * 17) % 90, float(1 + (i * 7) % 12)
        noise = (i * 11) % 9 + start
        rows.append((km, stops, 12 + 1.5 * km + 4 * stops + noise))
    return spark.createDataFrame(
        rows, ["distance_km", "stops", "minutes"]
    ).coalesce(1)


train_df, test_df = _parcels(28, 0), _parcels(12, 30)

# %% snippet
from pyspark.ml.evaluation import RegressionEvaluator
import mlflow
from pyspark.ml import Pipeline
from pyspark.ml.regression import LinearRegression
from pyspark.ml.feature import VectorAssembler

assembler = VectorAssembler(
    inputCols=["distance_km", "stops"], outputCol="features"
)
regression = LinearRegression(labelCol="minutes", regParam=0.1)
pipeline = Pipeline(stages=[assembler, regression])
evaluator = RegressionEvaluator(labelCol="minutes", metricName="rmse")
with mlflow.start_run(run_name="delivery_time") as run:
    mlflow.log_param("regParam", regression.getRegParam())
    model = pipeline.fit(train_df)
    rmse = evaluator.evaluate(model.transform(test_df))
    mlflow.log_metric("test_rmse", rmse)
    mlflow.spark.log_model(model, artifact_path="model")
loaded = mlflow.spark.load_model(f"runs:/{run.info.run_id}/model")
predicted_df = loaded.transform(test_df).select("prediction")
minutes = [row["prediction"] for row in predicted_df.collect()]

# %% check
import numpy as np
from mlflow import MlflowClient

logged = MlflowClient().get_run(run.info.run_id)
assert mlflow.active_run() is None, "the run was never ended"
assert logged.info.run_name == "delivery_time", (
    "the run is not called delivery_time"
)
assert logged.data.params == {"regParam": "0.1"}, (
    "the run does not hold regParam as its only parameter"
)
assert set(logged.data.metrics) == {"test_rmse"}, (
    "the run does not hold test_rmse as its only metric"
)
fitted = model.stages[-1]
assert fitted.numFeatures == 2, (
    "the model was not fitted to the distance and the stops alone"
)
rows, held = train_df.toPandas(), test_df.toPandas()
A = np.c_[rows[["distance_km", "stops"]], np.ones(len(rows))]
guess, *_ = np.linalg.lstsq(A, rows["minutes"], rcond=None)
assert abs(fitted.intercept - guess[2]) < 5, (
    "the model was not fitted to the training rows"
)
expected = (
    held[["distance_km", "stops"]] @ fitted.coefficients.toArray()
    + fitted.intercept
)
true_rmse = np.sqrt(((expected - held["minutes"]) ** 2).mean())
assert abs(logged.data.metrics["test_rmse"] - true_rmse) < 1e-6, (
    "the metric test_rmse is not the error on the test rows"
)
assert np.allclose(minutes, expected), (
    "the predictions are not those of the model for the test rows"
)
