# /// snippet
# title = "Compare the finished trials of a search, and log the best of them"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "find-the-best-run-with-the-mlflow-client", "random-grid-bayesian-search"]
# docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_trials = _client.create_experiment("wine_trials")
_clock = iter(range(1_700_000_000_000, 1_700_000_900_000, 60_000))


def _past_run(depth, accuracy, status):
    run_id = _client.create_run(
        _trials, start_time=next(_clock)
    ).info.run_id
    _client.log_param(run_id, "depth", depth)
    _client.log_metric(run_id, "accuracy", accuracy)
    if status != "RUNNING":
        _client.set_terminated(run_id, status)
    return run_id


_past_run(2, 0.74, "FINISHED")
_past_run(3, 0.97, "FAILED")
_best = _past_run(4, 0.88, "FINISHED")
_past_run(6, 0.81, "FINISHED")
_past_run(8, 0.93, "KILLED")
_past_run(9, 0.55, "FINISHED")
_past_run(7, 0.79, "FINISHED")

# %% snippet
import mlflow

wanted = "metrics.accuracy > 0.6 and attributes.status = 'FINISHED'"
trials = mlflow.search_runs(
    experiment_names=["wine_trials"],
    filter_string=wanted,
    order_by=["metrics.accuracy DESC"],
)
best_trial = trials.iloc[0]
best_depth = int(best_trial["params.depth"])
best_accuracy = best_trial["metrics.accuracy"]
mean_accuracy = trials["metrics.accuracy"].mean()
mlflow.set_experiment("wine_reports")
with mlflow.start_run(run_name="best_trial") as run:
    mlflow.log_param("depth", best_depth)
    mlflow.log_metric("accuracy", best_accuracy)
    mlflow.log_metric("gain", best_accuracy - mean_accuracy)
    mlflow.set_tag("trial", best_trial["run_id"])

# %% check
assert set(trials["status"]) == {"FINISHED"}, (
    "trials that broke off are among those compared"
)
assert (trials["metrics.accuracy"] > 0.6).all(), (
    "trials with a low accuracy are among those compared"
)
assert len(trials) == 4, "not all finished trials are compared"
assert best_accuracy == 0.88 and best_depth == 4, (
    "the best trial is not the one with the highest accuracy"
)
assert abs(mean_accuracy - (0.74 + 0.88 + 0.81 + 0.79) / 4) < 1e-9, (
    "the mean is not that of the finished trials"
)
reports = _client.get_experiment_by_name("wine_reports")
assert reports is not None, "there is no experiment wine_reports"
assert run.info.experiment_id == reports.experiment_id, (
    "the run is not in the experiment wine_reports"
)
logged = _client.get_run(run.info.run_id).data
assert logged.params.get("depth") == "4", (
    "the run holds no parameter depth"
)
assert "accuracy" in logged.metrics, "the run holds no metric accuracy"
assert logged.metrics["accuracy"] == 0.88, (
    "the run holds another accuracy than that of the best trial"
)
assert abs(logged.metrics.get("gain", 0) - (0.88 - 0.805)) < 1e-9, (
    "the run holds no metric gain, or a wrong one"
)
assert logged.tags.get("trial") == _best, (
    "the run does not name the best trial"
)
