# /// snippet
# title = "Register a model in Unity Catalog and serve it as the champion"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "register-a-model-with-the-mlflow-client-in-the-unity-catalog-registry", "set-or-remove-a-tag-of-a-model"]
# docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = [
    (
        float((i * 7) % 30),
        float((i * 5) % 13),
        40.0 + 3 * ((i * 7) % 30) - 2 * ((i * 5) % 13) + (i * 11) % 5,
    )
    for i in range(40)
]
_frame = _pd.DataFrame(_rows, columns=["sun_hours", "clouds", "kwh"])
X_train, y_train = (
    _frame[["sun_hours", "clouds"]][:30],
    _frame["kwh"][:30],
)
X_new = _frame[["sun_hours", "clouds"]][30:]

# %% snippet
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression
import mlflow

mlflow.set_registry_uri("databricks-uc")
with mlflow.start_run(run_name="solar_yield") as run:
    model = LinearRegression().fit(X_train, y_train)
    signature = infer_signature(X_train, model.predict(X_train))
    mlflow.sklearn.log_model(
        model,
        name="model",
        signature=signature,
        registered_model_name="energy.solar.yield_model",
    )
client = MlflowClient()
client.set_registered_model_alias(
    name="energy.solar.yield_model", alias="champion", version=1
)
client.set_registered_model_tag(
    name="energy.solar.yield_model", key="team", value="forecasting"
)
champion = mlflow.pyfunc.load_model(
    "models:/energy.solar.yield_model@champion"
)
yields = champion.predict(X_new)

# %% check
import numpy as np

_catalog = MlflowClient(registry_uri="databricks-uc")
assert [item.name for item in _catalog.search_registered_models()] == [
    "energy.solar.yield_model"
], "Unity Catalog does not hold the model"
stored = MlflowClient().get_registered_model("energy.solar.yield_model")
assert {
    alias: int(stored.aliases[alias]) for alias in stored.aliases
} == {"champion": 1}, "version 1 is not the champion"
assert stored.tags == {"team": "forecasting"}, (
    "the model has no tag team"
)
version = MlflowClient().get_model_version(
    "energy.solar.yield_model", 1
)
assert version.run_id == run.info.run_id, (
    "the version does not come from the run"
)
assert version.tags == {}, "the tag is on a version, not on the model"
assert mlflow.get_run(run.info.run_id).info.run_name == "solar_yield", (
    "the run is not called solar_yield"
)
names = champion.metadata.signature.inputs.input_names()
assert names == ["sun_hours", "clouds"], (
    "the model's signature does not ask for sun_hours and clouds"
)
fresh = LinearRegression().fit(X_train, y_train)
assert np.allclose(yields, fresh.predict(X_new)), (
    "the yields are not those of a model of the training rows"
)
