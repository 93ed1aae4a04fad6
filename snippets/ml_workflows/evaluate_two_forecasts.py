# /// snippet
# title = "Evaluate two forecasts of visits, and note the one with the smaller error"
# domain = "ml-workflows"
# objectives = ["experiment-tracking", "regression-metrics", "choose-the-metric-for-a-goal"]
# docs = "https://mlflow.org/docs/latest/ml/evaluation/dataset-eval/"
# requires = []
# ///

# %% given
import pandas as _pd

_visits = [120.0, 98.0, 143.0, 110.0, 87.0, 131.0, 156.0, 102.0]
forecasts = _pd.DataFrame(
    {
        "visits": _visits,
        "by_season": [v + d for v, d in zip(_visits, [9, -7, 8] * 3)],
        "by_weather": [v + d for v, d in zip(_visits, [3, -4, 2] * 3)],
    }
)

# %% snippet
import pandas as pd
import mlflow

mlflow.set_experiment("clinic_visits")
errors = {}
for column in ["by_season", "by_weather"]:
    with mlflow.start_run(run_name=column):
        result = mlflow.models.evaluate(
            data=forecasts[["visits", column]],
            targets="visits",
            predictions=column,
            model_type="regressor",
        )
        errors[column] = result.metrics["mean_absolute_error"]
winner = min(errors, key=errors.get)
with mlflow.start_run(run_name="comparison") as run:
    mlflow.log_param("winner", winner)
    mlflow.log_metric("winning_mae", errors[winner])
    table = pd.Series(errors, name="mae").rename_axis("forecast")
    table.to_csv("mae.csv")
    mlflow.log_artifact("mae.csv")

# %% check
client = mlflow.MlflowClient()
logged = client.get_run(run.info.run_id)
experiment = client.get_experiment(logged.info.experiment_id)
assert experiment.name == "clinic_visits", (
    "the runs are in another experiment"
)
found = client.search_runs([experiment.experiment_id])
assert mlflow.active_run() is None, "a run was never ended"
assert sorted(item.info.run_name for item in found) == [
    "by_season",
    "by_weather",
    "comparison",
], "the experiment does not hold a run for each forecast and one more"
for name in ["by_season", "by_weather"]:
    misses = (forecasts[name] - forecasts["visits"]).abs()
    assert abs(errors[name] - misses.mean()) < 1e-9, (
        "an error is not the mean absolute error of its forecast"
    )
assert winner != "by_season", "the forecast with the larger error won"
assert "winner" in logged.data.params, (
    "the comparison holds no parameter winner"
)
assert logged.data.params["winner"] == "by_weather", (
    "the comparison names another winner"
)
assert "winning_mae" in logged.data.metrics, (
    "the comparison holds no metric winning_mae"
)
assert logged.data.metrics["winning_mae"] == errors["by_weather"], (
    "the winning error is not that of the winner"
)
files = [item.path for item in client.list_artifacts(run.info.run_id)]
assert "mae.csv" in files, "the comparison holds no file mae.csv"
