# /// snippet
# title = "Register the AutoML model with the best precision for faulty machines"
# domain = "databricks-ml"
# objectives = ["automl", "model-registry", "what-automl-brings-to-development", "register-a-model-with-the-mlflow-client-in-the-unity-catalog-registry"]
# docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(100):
    _heat = 40.0 + (_i * 13) % 45
    _hours = float((_i * 29) % 70)
    _noise = (_i * 31) % 41
    _bad = _heat + _hours / 2 + 1.5 * _noise > 112
    _rows.append((_heat, _hours, "faulty" if _bad else "sound"))
machines_df = _pd.DataFrame(_rows, columns=["heat", "hours", "state"])

# %% snippet
from databricks import automl
import mlflow
from mlflow import MlflowClient

mlflow.set_registry_uri("databricks-uc")
name = "factory.press.machine_state"
summary = automl.classify(
    dataset=machines_df,
    target_col="state",
    primary_metric="precision",
    pos_label="faulty",
    timeout_minutes=5,
)
best = summary.best_trial
version = mlflow.register_model(best.model_path, name)
client = MlflowClient()
client.set_registered_model_alias(name, "champion", version.version)
client.set_model_version_tag(
    name,
    version.version,
    "test_precision",
    best.metrics["test_precision_score"],
)
champion = mlflow.pyfunc.load_model(f"models:/{name}@champion")
states = champion.predict(machines_df[["heat", "hours"]])

# %% check
_catalog = MlflowClient(registry_uri="databricks-uc")
assert [item.name for item in _catalog.search_registered_models()] == [
    name
], "Unity Catalog does not hold the model"
runs = {
    run.info.run_id: run.data.metrics
    for run in client.search_runs([summary.experiment.experiment_id])
}


def _precision_of_faulty(trial):
    """Of the rows that AutoML keeps for the test."""
    from sklearn.model_selection import train_test_split

    _, rest = train_test_split(
        machines_df,
        test_size=0.4,
        random_state=0,
        stratify=machines_df["state"],
    )
    _, test = train_test_split(
        rest, test_size=0.5, random_state=0, stratify=rest["state"]
    )
    said = trial.load_model().predict(test) == "faulty"
    return (test["state"][said] == "faulty").mean()


top = max(metrics["val_precision_score"] for metrics in runs.values())
assert runs[best.mlflow_run_id]["val_precision_score"] == top, (
    "the trial is not the one with the highest precision"
)
assert (
    abs(
        runs[best.mlflow_run_id]["test_precision_score"]
        - _precision_of_faulty(best)
    )
    < 1e-9
), "the trials were judged by the precision for sound machines"
stored = client.get_model_version_by_alias(name, "champion")
assert stored.run_id == best.mlflow_run_id, (
    "the champion is not the model of the best trial"
)
assert "test_precision" in stored.tags, (
    "the champion has no tag test_precision"
)
kept_precision = runs[best.mlflow_run_id]["test_precision_score"]
assert float(stored.tags["test_precision"]) == kept_precision, (
    "the tag does not hold the precision on rows kept for the test"
)
assert list(states) == list(
    best.load_model().predict(machines_df[["heat", "hours"]])
), "the champion does not predict what the best trial's model predicts"
