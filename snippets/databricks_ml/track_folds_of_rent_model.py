# /// snippet
# title = "Track folds of a cross-validation as steps, with each setting and their data"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand", "perform-cross-validation"]
# docs = "https://mlflow.org/docs/latest/ml/dataset/"
# requires = []
# ///

# %% given
import pandas as _pd

rents_df = _pd.DataFrame(
    [
        (
            30.0 + (i * 17) % 90,
            float((i * 7) % 12),
            210.0
            + 9 * ((i * 17) % 90)
            - 12 * ((i * 7) % 12)
            + (i * 13) % 31,
        )
        for i in range(48)
    ],
    columns=["area", "floor_age", "rent"],
)

# %% snippet
import mlflow
from sklearn.model_selection import cross_val_score
from sklearn.ensemble import RandomForestRegressor

mlflow.set_experiment(experiment_name="rents")
X, y = rents_df[["area", "floor_age"]], rents_df["rent"]
settings = {"n_estimators": 8, "max_depth": 4}
with mlflow.start_run(run_name="forest_folds") as run:
    mlflow.set_tags({"city": "Graz", "validation": "3 folds"})
    mlflow.log_input(
        mlflow.data.from_pandas(rents_df, targets="rent"),
        context="cross-validation",
    )
    mlflow.log_params(settings)
    forest = RandomForestRegressor(random_state=1, **settings)
    scores = cross_val_score(forest, X, y, cv=3, scoring="r2")
    for fold, score in enumerate(scores):
        mlflow.log_metric("fold_r2", score, step=fold)
    mlflow.log_metrics(
        {"mean_r2": scores.mean(), "min_r2": scores.min()}
    )
logged = mlflow.get_run(run.info.run_id)
mean_r2 = logged.data.metrics["mean_r2"]

# %% check
import numpy as np

client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("rents")
assert experiment is not None, "there is no experiment rents"
found = client.search_runs([experiment.experiment_id])
assert [item.info.run_id for item in found] == [run.info.run_id], (
    "the experiment does not hold exactly the one run"
)
stored = found[0]
assert stored.info.run_name == "forest_folds", (
    "the run is not called forest_folds"
)
assert stored.data.tags.get("city") == "Graz", "the run has no tag city"
assert stored.data.params == {"n_estimators": "8", "max_depth": "4"}, (
    "the run does not hold the two settings as its parameters"
)
inputs = stored.inputs.dataset_inputs
assert [tag.value for one in inputs for tag in one.tags] == [
    "cross-validation"
], "the run does not say what its data was for"
history = client.get_metric_history(run.info.run_id, "fold_r2")
assert len(history) == 3, "the run does not hold a score for each fold"
assert sorted(point.step for point in history) == [0, 1, 2], (
    "the steps of the score are not the folds"
)
true = cross_val_score(
    RandomForestRegressor(random_state=1, n_estimators=8, max_depth=4),
    rents_df[["area", "floor_age"]],
    rents_df["rent"],
    cv=3,
    scoring="r2",
)
assert np.allclose(
    [
        point.value
        for point in sorted(history, key=lambda one: one.step)
    ],
    true,
), "the scores are not those of the folds"
assert set(stored.data.metrics) == {"fold_r2", "mean_r2", "min_r2"}, (
    "the run does not hold fold_r2, mean_r2 and min_r2 as its metrics"
)
assert abs(mean_r2 - true.mean()) < 1e-9, (
    "the mean that was read is not the mean of the folds"
)
