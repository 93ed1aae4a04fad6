# /// snippet
# title = "Let AutoML predict rentals, judged on the days after those it learned from"
# domain = "databricks-ml"
# objectives = ["automl", "how-automl-helps-with-model-and-feature-selection", "what-automl-brings-to-development", "regression-metrics"]
# docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(80):
    _warmth = 4.0 + (_i * 7) % 22
    _rain = float((_i * 5) % 9)
    _noise = (_i * 23) % 37 - 18
    _rentals = 200 + 9 * _warmth - 14 * _rain + 3 * _i + _noise
    _day = _pd.Timestamp("2025-03-01") + _pd.Timedelta(days=_i)
    _rows.append((_day, _warmth, _rain, _rentals))
rentals_df = _pd.DataFrame(
    _rows, columns=["day", "temperature", "rain", "rentals"]
)
next_days_df = _pd.DataFrame(
    {
        "day": _pd.date_range("2025-05-20", periods=3),
        "temperature": [14.0, 19.0, 22.0],
        "rain": [6.0, 0.0, 1.0],
    }
)

# %% snippet
import mlflow
from databricks import automl

summary = automl.regress(
    rentals_df,
    target_col="rentals",
    primary_metric="rmse",
    time_col="day",
    timeout_minutes=5,
)
best = summary.best_trial
errors = [trial.metrics["val_rmse"] for trial in summary.trials]
gain = max(errors) - best.metrics["val_rmse"]
with mlflow.start_run(run_name="rentals_report"):
    mlflow.log_param("best_run_id", best.mlflow_run_id)
    mlflow.log_metric("test_rmse", best.metrics["test_rmse"])
model = mlflow.sklearn.load_model(best.model_path)
rentals = model.predict(next_days_df)

# %% check
import numpy as np

runs = {
    run.info.run_id: run.data.metrics
    for run in mlflow.MlflowClient().search_runs(
        [summary.experiment.experiment_id]
    )
}
judged = rentals_df.iloc[48:64]
found = model.predict(judged) - judged["rentals"]
assert (
    abs(
        runs[best.mlflow_run_id]["val_rmse"]
        - np.sqrt((found**2).mean())
    )
    < 1e-6
), "the trials were not judged on days after those they learned from"
lowest = min(metrics["val_rmse"] for metrics in runs.values())
assert runs[best.mlflow_run_id]["val_rmse"] == lowest, (
    "the trial is not the one with the lowest RMSE"
)
highest = max(metrics["val_rmse"] for metrics in runs.values())
assert abs(gain - (highest - lowest)) < 1e-9, (
    "the gain is not how far the best RMSE is below the worst"
)
reports = [
    run
    for run in mlflow.MlflowClient().search_runs(["0"])
    if run.info.run_name == "rentals_report"
]
assert len(reports) == 1, "there is not one run called rentals_report"
data = reports[0].data
assert data.params == {"best_run_id": best.mlflow_run_id}, (
    "the report does not hold the best run's id as its parameter"
)
assert set(data.metrics) == {"test_rmse"}, (
    "the report does not hold test_rmse as its metric"
)
assert (
    data.metrics["test_rmse"] == runs[best.mlflow_run_id]["test_rmse"]
), "the reported RMSE is not the one of days kept for the test"
assert np.allclose(
    rentals,
    mlflow.sklearn.load_model(best.model_path).predict(next_days_df),
), "the rentals are not what the best model predicts"
