# /// snippet
# title = "Add the test error to the run of a training that has ended"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.start_run"
# requires = []
# ///

# %% given
import pandas as _pd


def _days(n, shift):
    rows = []
    for i in range(n):
        traffic = 20.0 + (i * 13 + shift * 7) % 70
        wind = 1.0 + (i * 5 + shift) % 9
        noise = (i * 17 + shift * 3) % 7 - 3
        rows.append(
            (traffic, wind, 12 + 0.6 * traffic - 2 * wind + noise)
        )
    return _pd.DataFrame(rows, columns=["traffic", "wind", "pm25"])


train_df, test_df = _days(40, 0), _days(16, 5)

# %% snippet
from sklearn.metrics import mean_squared_error, r2_score
from sklearn.linear_model import Ridge
import mlflow

features = ["traffic", "wind"]
mlflow.set_experiment("air_quality")
with mlflow.start_run(run_name="ridge") as run:
    days = mlflow.data.from_pandas(
        train_df, name="days_2025", targets="pm25"
    )
    mlflow.log_input(days, context="training")
    mlflow.log_param("alpha", 0.5)
    model = Ridge(alpha=0.5)
    model.fit(train_df[features], train_df["pm25"])
    fitted = model.predict(train_df[features])
    train_mse = mean_squared_error(train_df["pm25"], fitted)
    train_r2 = r2_score(train_df["pm25"], fitted)
    mlflow.log_metrics({"train_mse": train_mse, "train_r2": train_r2})
logged_r2 = mlflow.get_run(run.info.run_id).data.metrics["train_r2"]
predicted = model.predict(test_df[features])
test_mse = mean_squared_error(test_df["pm25"], predicted)
with mlflow.start_run(run_id=run.info.run_id):
    mlflow.log_metric("test_mse", test_mse)
    mlflow.set_tag("tested", "true")

# %% check
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("air_quality")
assert experiment is not None, "there is no experiment air_quality"
found = client.search_runs([experiment.experiment_id])
assert mlflow.active_run() is None, "a run was never ended"
assert [item.info.run_id for item in found] == [run.info.run_id], (
    "the experiment does not hold exactly the one run"
)
logged = found[0]
assert logged.info.status == "FINISHED", "the run did not finish"
assert logged.info.run_name == "ridge", "the run is not called ridge"
assert logged.data.params == {"alpha": "0.5"}, (
    "the run does not hold alpha as its only parameter"
)
assert set(logged.data.metrics) == {
    "train_mse",
    "train_r2",
    "test_mse",
}, "the run does not hold train_mse, train_r2 and test_mse"
assert logged.data.tags.get("tested") == "true", (
    "the run is not marked as tested"
)
inputs = logged.inputs.dataset_inputs
assert [item.dataset.name for item in inputs] == ["days_2025"], (
    "the run does not name days_2025 as its data"
)
assert [tag.value for tag in inputs[0].tags] == ["training"], (
    "the run does not say that the data was for training"
)
assert (
    '"pm25"' in inputs[0].dataset.profile + inputs[0].dataset.schema
), "the data that was logged has no column pm25"
fresh = Ridge(alpha=0.5).fit(train_df[features], train_df["pm25"])
true_r2 = fresh.score(train_df[features], train_df["pm25"])
assert abs(logged_r2 - true_r2) < 1e-9, (
    "the R² that was read is not the one of the training days"
)
errors = fresh.predict(test_df[features]) - test_df["pm25"]
assert (
    abs(logged.data.metrics["test_mse"] - (errors**2).mean()) < 1e-9
), "the metric test_mse is not the error on the test days"
