# /// snippet
# title = "Log a report of the load models that an alias points to"
# domain = "ml-workflows"
# objectives = ["model-registry", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/ml/model-registry/"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_experiment = _client.create_experiment("grid_load")


def _version(name, mape):
    run_id = _client.create_run(_experiment).info.run_id
    _client.log_metric(run_id, "mape", mape)
    _client.set_terminated(run_id)
    _client.create_model_version(
        name, source=f"runs:/{run_id}/model", run_id=run_id
    )


for _name in ("load_north", "load_south", "wind_north"):
    _client.create_registered_model(_name)
_version("load_north", 6.5)
_version("load_north", 4.0)
_version("load_north", 3.5)
_version("load_south", 5.5)
_version("load_south", 7.0)
_version("wind_north", 9.0)
_client.set_registered_model_alias("load_north", "champion", 2)
_client.set_registered_model_alias("load_north", "challenger", 3)
_client.set_registered_model_alias("load_south", "champion", 1)
_client.set_registered_model_alias("wind_north", "champion", 1)

# %% snippet
import pandas as pd
from mlflow import MlflowClient
import mlflow

client = MlflowClient()
rows = []
for item in client.search_model_versions("name LIKE 'load_%'"):
    aliases = client.get_model_version(item.name, item.version).aliases
    mape = client.get_run(item.run_id).data.metrics["mape"]
    rows.append((item.name, int(item.version), " ".join(aliases), mape))
versions = pd.DataFrame(
    rows, columns=["model", "version", "aliases", "mape"]
)
in_use = versions[versions["aliases"] != ""].sort_values("mape")
in_use.to_csv("models_in_use.csv", index=False)
mlflow.set_experiment("registry_reports")
with mlflow.start_run(run_name="load_models") as run:
    mlflow.log_param("pattern", "load_%")
    mlflow.log_metric("worst_mape", in_use["mape"].max())
    mlflow.log_artifact("models_in_use.csv")

# %% check
assert len(rows) == 5, "the report is not about the five load versions"
used = set(zip(in_use["model"], in_use["version"], strict=True))
assert used, "no version counts as in use"
assert used == {
    ("load_north", 2),
    ("load_north", 3),
    ("load_south", 1),
}, "the versions in use are not those that an alias points to"
assert list(in_use["mape"]) == [3.5, 4.0, 5.5], (
    "the errors are not those of the versions' runs"
)
logged = _client.get_run(run.info.run_id)
experiment = _client.get_experiment(logged.info.experiment_id)
assert experiment.name == "registry_reports", (
    "the report is in another experiment"
)
assert logged.info.run_name == "load_models", (
    "the run has a name that nobody gave it"
)
assert logged.data.params.get("pattern") == "load_%", (
    "the run holds no parameter pattern"
)
assert logged.data.metrics.get("worst_mape") == 5.5, (
    "the run does not hold the largest error as a metric"
)
files = [item.path for item in _client.list_artifacts(run.info.run_id)]
assert files == ["models_in_use.csv"], "the run holds no report"
