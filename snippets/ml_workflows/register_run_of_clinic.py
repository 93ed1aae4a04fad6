# /// snippet
# title = "Register the clinic's best run with the client, linked to that run"
# domain = "ml-workflows"
# objectives = ["model-registry", "experiment-tracking", "find-the-best-run-with-the-mlflow-client", "register-a-model-with-the-mlflow-client-in-the-unity-catalog-registry", "set-or-remove-a-tag-of-a-model"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.create_model_version"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_experiment = _client.create_experiment("no_shows")
_clock = iter(range(1_700_000_000_000, 1_700_000_600_000, 60_000))


def _past_run(model, auc, fit_seconds):
    run_id = _client.create_run(
        _experiment, start_time=next(_clock)
    ).info.run_id
    _client.log_param(run_id, "model", model)
    _client.log_metric(run_id, "auc", auc)
    _client.log_metric(run_id, "fit_seconds", fit_seconds)
    _client.set_terminated(run_id)
    return run_id


_past_run("logreg", 0.71, 2.0)
_best = _past_run("logreg", 0.79, 3.5)
_past_run("boosting", 0.86, 95.0)
_worst = _past_run("logreg", 0.66, 1.5)
_past_run("boosting", 0.74, 8.0)

# %% snippet
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("no_shows")
best_run = client.search_runs(
    experiment_ids=[experiment.experiment_id],
    filter_string="metrics.fit_seconds < 10",
    order_by=["metrics.auc DESC"],
    max_results=1,
)[0]
run_id = best_run.info.run_id
client.create_registered_model("no_show", tags={"owner": "clinic"})
version = client.create_model_version(
    name="no_show",
    source=f"runs:/{run_id}/model",
    run_id=run_id,
    description="Best run that trains in under ten seconds.",
)
client.set_registered_model_alias(
    name="no_show", alias="challenger", version=version.version
)
client.set_model_version_tag(
    name="no_show",
    version=version.version,
    key="review",
    value="pending",
)
versions = client.search_model_versions("name = 'no_show'")
linked_runs = [found.run_id for found in versions]

# %% check
assert run_id != _worst, "the registered run has the lowest AUC"
assert run_id == _best, (
    "the run is not the best one that trains in under ten seconds"
)
found = _client.search_model_versions("name='no_show'")
assert len(found) == 1, "the model is not registered exactly once"
assert found[0].source.endswith(f"{_best}/model"), (
    "the version does not hold the model of the best run"
)
assert linked_runs == [_best], (
    "the version does not say from which run it comes"
)
assert found[0].description == (
    "Best run that trains in under ten seconds."
), "the version has no description"
stored = _client.get_registered_model("no_show")
assert stored.tags.get("owner") == "clinic", (
    "the registered model does not name its owner"
)
assert {a: int(n) for a, n in stored.aliases.items()} == {
    "challenger": 1
}, "the version is not the challenger"
assert "review" not in stored.tags, (
    "the tag review belongs to all versions of the model"
)
assert found[0].tags.get("review") == "pending", (
    "the version is not tagged for review"
)
