# /// snippet
# title = "Legacy stages: move the better delivery model into Production, alone"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "batch-inference-with-pandas"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.transition_model_version_stage"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import LinearRegression as _LinearRegression

_rows = [(5.0 + (i * 37) % 300, float((i * 3) % 5)) for i in range(24)]
_X = _pd.DataFrame(_rows, columns=["distance_km", "stops"])
parcels = _pd.DataFrame(
    [(12.0, 1.0), (240.0, 4.0), (90.0, 0.0)],
    columns=["distance_km", "stops"],
)


def _register(hours, mae):
    fitted = _LinearRegression().fit(_X, hours)
    with _mlflow.start_run():
        _mlflow.log_metric("mae", mae)
        _mlflow.sklearn.log_model(
            fitted,
            name="model",
            signature=_infer_signature(_X, fitted.predict(_X)),
            pip_requirements=["scikit-learn"],
            registered_model_name="delivery_hours",
        )
    return fitted


_register(1.0 + 0.01 * _X["distance_km"], 3.9)
_register(2.0 + 0.5 * _X["stops"], 2.6)
_better = _register(0.5 + 0.02 * _X["distance_km"] + _X["stops"], 1.4)
_register(9.0 - 0.2 * _X["stops"], 7.7)
_client = _MlflowClient()
for _number, _stage in [
    (1, "Archived"),
    (2, "Production"),
    (3, "Staging"),
]:
    _client.transition_model_version_stage(
        "delivery_hours", _number, _stage
    )

# %% snippet
import mlflow
from mlflow import MlflowClient

name = "delivery_hours"
client = MlflowClient()
live = client.get_latest_versions(name, stages=["Production"])[0]
staged = client.get_latest_versions(name, stages=["Staging"])[0]
live_mae = mlflow.get_run(live.run_id).data.metrics["mae"]
staged_mae = mlflow.get_run(staged.run_id).data.metrics["mae"]
if staged_mae < live_mae:
    client.transition_model_version_stage(
        name=name,
        version=staged.version,
        stage="Production",
        archive_existing_versions=True,
    )
model = mlflow.pyfunc.load_model(f"models:/{name}/Production")
hours = model.predict(parcels)

# %% check
stages = {
    int(item.version): item.current_stage
    for item in _client.search_model_versions("name='delivery_hours'")
}
assert len(stages) == 4, "a version of the model is gone"
assert live_mae == 2.6, "the live error is not that of its run"
assert staged_mae == 1.4, "the staged error is not that of its run"
assert stages[3] == "Production", (
    "the version with the smaller error is not in Production"
)
assert stages[2] != "Production", (
    "the old version is still in Production beside the new one"
)
assert stages == {
    1: "Archived",
    2: "Archived",
    3: "Production",
    4: "None",
}, "a version is in a stage that nobody asked for"
assert list(hours) == list(_better.predict(parcels)), (
    "the hours do not come from the version in Production"
)
