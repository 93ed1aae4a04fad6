# /// snippet
# title = "Keep a load forecast's weights, notes and report as files of its run"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/ml/tracking/"
# requires = []
# ///

# %% given
import pandas as _pd


def _hours(n, shift):
    rows = []
    for i in range(n):
        temperature = -4.0 + (i * 7 + shift * 3) % 26
        weekend = float((i + shift) % 7 >= 5)
        noise = (i * 11 + shift * 5) % 13 - 6
        load = 900.0 - 14 * temperature - 120 * weekend + noise
        rows.append((temperature, weekend, load))
    return _pd.DataFrame(
        rows, columns=["temperature", "weekend", "load_kw"]
    )


_train, _test = _hours(50, 0), _hours(18, 4)
X_train, y_train = _train[["temperature", "weekend"]], _train["load_kw"]
X_test, y_test = _test[["temperature", "weekend"]], _test["load_kw"]

# %% snippet
import mlflow
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
import pandas as pd


def train(alpha):
    with mlflow.start_run(run_name="ridge_load") as run:
        mlflow.set_tags({"team": "grid", "target": "load_kw"})
        mlflow.log_param("alpha", alpha)
        model = Ridge(alpha=alpha).fit(X_train, y_train)
        weights = pd.Series(model.coef_, X_train.columns).to_dict()
        mlflow.log_dict(weights, "weights.json")
        mlflow.log_text("Trained on hourly loads.", "notes.txt")
        predicted = model.predict(X_test)
        report = pd.DataFrame({"actual": y_test, "forecast": predicted})
        report.to_csv("report.csv", index=False)
        mlflow.log_artifact("report.csv", artifact_path="reports")
        mae = mean_absolute_error(y_test, predicted)
        mlflow.log_metric("mae", mae)
    return run.info.run_id


mlflow.set_experiment("load_forecast")
run_id = train(alpha=0.5)

# %% check
import numpy as np
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("load_forecast")
assert experiment is not None, "there is no experiment load_forecast"
found = client.search_runs([experiment.experiment_id])
assert [item.info.run_id for item in found] == [run_id], (
    "the experiment does not hold exactly the one run"
)
logged = found[0]
assert mlflow.active_run() is None, "a run was never ended"
assert logged.info.status == "FINISHED", "the run did not finish"
assert logged.info.run_name == "ridge_load", (
    "the run is not called ridge_load"
)
for key, value in {"team": "grid", "target": "load_kw"}.items():
    assert logged.data.tags.get(key) == value, (
        f"the run has no tag {key} with the value {value}"
    )
assert logged.data.params == {"alpha": "0.5"}, (
    "the run does not hold alpha as its only parameter"
)


def _files(folder=None):
    found = []
    for item in client.list_artifacts(run_id, folder):
        found += _files(item.path) if item.is_dir else [item.path]
    return sorted(found)


files = _files()
assert "weights.json" in files, "the run holds no file weights.json"
assert "notes.txt" in files, "the run holds no file notes.txt"
assert "reports/report.csv" in files, (
    "the run's folder reports holds no file report.csv"
)
assert files == ["notes.txt", "reports/report.csv", "weights.json"], (
    "the run holds files that nobody asked for"
)
assert (
    mlflow.artifacts.load_text(f"runs:/{run_id}/notes.txt")
    == "Trained on hourly loads."
), "the file notes.txt does not hold the note"
fresh = Ridge(alpha=0.5).fit(X_train, y_train)
stored = mlflow.artifacts.load_dict(f"runs:/{run_id}/weights.json")
assert np.allclose(
    [stored["temperature"], stored["weekend"]], fresh.coef_
), "the file weights.json does not hold the model's weights"
kept = pd.read_csv(
    mlflow.artifacts.download_artifacts(
        f"runs:/{run_id}/reports/report.csv"
    )
)
assert np.allclose(kept["forecast"], fresh.predict(X_test)), (
    "the report does not hold the forecasts for the test hours"
)
assert set(logged.data.metrics) == {"mae"}, (
    "the run does not hold mae as its only metric"
)
true_mae = np.abs(fresh.predict(X_test) - y_test).mean()
assert abs(logged.data.metrics["mae"] - true_mae) < 1e-9, (
    "the metric mae is not the error on the test hours"
)
