# /// snippet
# title = "Register the finished run of the west with the smallest error"
# domain = "ml-workflows"
# objectives = ["model-registry", "experiment-tracking", "find-the-best-run-with-the-mlflow-client", "choose-the-metric-for-a-goal"]
# docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_experiment = _client.create_experiment("demand")
_clock = iter(range(1_700_000_000_000, 1_700_000_900_000, 60_000))


def _past_run(region, mape, status):
    run_id = _client.create_run(
        _experiment, start_time=next(_clock)
    ).info.run_id
    _client.log_param(run_id, "region", region)
    _client.log_metric(run_id, "mape", mape)
    if status != "RUNNING":
        _client.set_terminated(run_id, status)
    return run_id


_past_run("west", 0.22, "FINISHED")
_past_run("west", 0.04, "FAILED")
_past_run("east", 0.07, "FINISHED")
_best = _past_run("west", 0.13, "FINISHED")
_worst = _past_run("west", 0.41, "FINISHED")
_past_run("west", 0.09, "RUNNING")
_past_run("west", 0.18, "FINISHED")

# %% snippet
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("demand")
wanted = "attributes.status = 'FINISHED' and params.region = 'west'"
runs = client.search_runs(
    experiment_ids=[experiment.experiment_id],
    filter_string=wanted,
    order_by=["metrics.mape ASC"],
)
best_run = runs[0]
best_mape = best_run.data.metrics["mape"]
run_id = best_run.info.run_id
client.create_registered_model("demand_west")
version = client.create_model_version(
    name="demand_west", source=f"runs:/{run_id}/model", run_id=run_id
)
client.set_model_version_tag(
    "demand_west", version.version, "mape", str(best_mape)
)
client.set_registered_model_alias(
    "demand_west", "challenger", version.version
)

# %% check
assert len(runs) >= 4, "finished runs of the west are not found"
assert {run.info.status for run in runs} == {"FINISHED"}, (
    "runs that failed or still run are among those found"
)
assert {run.data.params["region"] for run in runs} == {"west"}, (
    "runs of another region are among those found"
)
assert len(runs) == 4, "not all finished runs of the west are found"
assert best_run.info.run_id != _worst, (
    "the best run is the one with the largest error"
)
assert best_run.info.run_id == _best and best_mape == 0.13, (
    "the best run is not the one with the smallest error"
)
[stored] = _client.search_model_versions("name = 'demand_west'")
assert stored.run_id == _best, "the version is not linked to the run"
stored = _client.get_model_version("demand_west", stored.version)
assert stored.tags == {"mape": "0.13"}, (
    "the version does not hold its error as a tag"
)
assert list(stored.aliases) == ["challenger"], (
    "the version is not the challenger"
)
