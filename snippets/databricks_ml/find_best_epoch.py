# /// snippet
# title = "Find the run with the lowest error and its best epoch"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "find-the-best-run-with-the-mlflow-client"]
# docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_store = _MlflowClient()
_clock = iter(range(1_700_000_000_000, 1_700_000_600_000, 60_000))


def _past_run(experiment_id, layers, owner, errors):
    run = _store.create_run(experiment_id, start_time=next(_clock))
    run_id = run.info.run_id
    _store.log_param(run_id, "layers", layers)
    _store.set_tag(run_id, "owner", owner)
    for epoch, error in enumerate(errors):
        _store.log_metric(run_id, "val_rmse", error, step=epoch)
    _store.set_terminated(run_id)
    return run_id


_turbines = _store.create_experiment("turbine_output")
_trials = _store.create_experiment("turbine_trials")
_worst = _past_run(_turbines, 1, "wind", [9.1, 8.4, 8.0])
_best = _past_run(_turbines, 3, "wind", [7.7, 4.2, 4.9])
_past_run(_turbines, 2, "wind", [8.0, 6.1, 5.6])
_past_run(_turbines, 8, "guest", [3.0, 2.0, 1.0])
_past_run(_trials, 5, "wind", [2.4, 2.2, 2.1])

# %% snippet
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("turbine_output")
runs = client.search_runs(
    experiment_ids=[experiment.experiment_id],
    filter_string="tags.owner = 'wind'",
    order_by=["metrics.val_rmse ASC"],
    max_results=1,
)
best_run = runs[0]
layers = int(best_run.data.params["layers"])
last_error = best_run.data.metrics["val_rmse"]
history = client.get_metric_history(best_run.info.run_id, "val_rmse")
best_point = min(history, key=lambda point: point.value)
lost = last_error - best_point.value
client.set_tag(best_run.info.run_id, "best_epoch", best_point.step)

# %% check
assert best_run.info.run_id != _worst, (
    "the run that was found is the one with the highest error"
)
assert best_run.info.run_id == _best, (
    "the run that was found is not the one with the lowest error"
)
assert layers == 3, "the layers are not those of the best run"
assert len(history) == 3, (
    "the history does not hold each epoch of the best run"
)
assert last_error == 4.9, "the last error is not that of the last epoch"
assert (best_point.value, best_point.step) == (4.2, 1), (
    "the best epoch is not the one with the lowest error"
)
assert abs(lost - 0.7) < 1e-9, (
    "the loss since the best epoch is not 0.7"
)
tags = {
    item.info.run_id: item.data.tags.get("best_epoch")
    for item in _store.search_runs([_turbines, _trials])
}
assert tags[_best] == "1", (
    "the best run's tag best_epoch does not name its best epoch"
)
assert [run_id for run_id in tags if tags[run_id] is not None] == [
    _best
], "a run that is not the best one has the tag best_epoch"
