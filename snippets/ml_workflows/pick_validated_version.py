# /// snippet
# title = "Of the validated versions, let the one with the smallest error forecast"
# domain = "ml-workflows"
# objectives = ["model-registry", "experiment-tracking", "set-or-remove-a-tag-of-a-model", "promote-a-challenger-to-champion-with-aliases", "choose-the-metric-for-a-goal"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.search_model_versions"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_experiment = _client.create_experiment("weekly_sales")
_client.create_registered_model("sales_forecast")
_client.create_registered_model("returns_forecast")


def _version(name, rmse, validated):
    run_id = _client.create_run(_experiment).info.run_id
    _client.log_metric(run_id, "rmse", rmse)
    _client.set_terminated(run_id)
    return _client.create_model_version(
        name,
        source=f"runs:/{run_id}/model",
        run_id=run_id,
        tags={"validated": validated},
    )


_version("sales_forecast", 31.5, "true")
_version("sales_forecast", 12.0, "false")
_version("sales_forecast", 18.5, "true")
_version("sales_forecast", 44.0, "true")
_version("sales_forecast", 15.0, "false")
_version("returns_forecast", 3.5, "true")

# %% snippet
from mlflow import MlflowClient

client = MlflowClient()
validated = client.search_model_versions(
    "name = 'sales_forecast' and tag.validated = 'true'"
)
rmse_by_version = {}
for candidate in validated:
    run = client.get_run(candidate.run_id)
    rmse_by_version[candidate.version] = run.data.metrics["rmse"]
best_version = min(rmse_by_version, key=rmse_by_version.get)
client.set_registered_model_alias(
    name="sales_forecast", alias="weekly", version=best_version
)
client.set_model_version_tag(
    name="sales_forecast",
    version=best_version,
    key="chosen_by",
    value="rmse",
)
chosen = client.get_model_version_by_alias("sales_forecast", "weekly")

# %% check
assert {item.name for item in validated} == {"sales_forecast"}, (
    "the candidates hold versions of another model"
)
assert sorted(int(item.version) for item in validated) == [1, 3, 4], (
    "the candidates are not the three validated versions"
)
numbers = {int(key): value for key, value in rmse_by_version.items()}
assert numbers == {1: 31.5, 3: 18.5, 4: 44.0}, (
    "the errors are not those of the versions' runs"
)
assert int(best_version) != 4, (
    "the chosen version is the one with the largest error"
)
assert int(best_version) == 3, (
    "the chosen version is not the one with the smallest error"
)
stored = _client.get_registered_model("sales_forecast")
assert {a: int(n) for a, n in stored.aliases.items()} == {
    "weekly": 3
}, "the alias weekly is not on the best validated version alone"
assert int(chosen.version) == 3, "the alias leads to another version"
assert "chosen_by" not in stored.tags, (
    "the tag belongs to all versions of the model"
)
tagged = [
    int(item.version)
    for item in _client.search_model_versions("name='sales_forecast'")
    if item.tags.get("chosen_by") == "rmse"
]
assert tagged == [3], "the tag is not on the chosen version alone"
