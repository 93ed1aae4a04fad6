# /// snippet
# title = "Register the pump model as a new version, linked to its run, and compare it with the old one"
# domain = "ml-workflows"
# objectives = ["model-registry", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand", "set-or-remove-a-tag-of-a-model"]
# docs = "https://mlflow.org/docs/latest/ml/model-registry/workflow/"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import numpy as _np
import pandas as _pd
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import LinearRegression as _LinearRegression

_rng = _np.random.default_rng(8)
_pumps = _pd.DataFrame(
    _rng.uniform(1, 9, size=(40, 2)), columns=["hours", "pressure"]
)
_wear = 3 * _pumps["hours"] + _pumps["pressure"] + _rng.normal(0, 1, 40)
X_train, y_train = _pumps[:28], _wear[:28]
X_test, y_test = _pumps[28:], _wear[28:]
_old = _LinearRegression().fit(X_train[["hours"]], y_train)
with _mlflow.start_run(run_name="old"):
    _mlflow.log_metric("mae", 9.0)
    _mlflow.sklearn.log_model(
        _old,
        name="wear",
        signature=_infer_signature(
            X_train[["hours"]], _old.predict(X_train[["hours"]])
        ),
        pip_requirements=["scikit-learn"],
        registered_model_name="pump_wear",
    )

# %% snippet
from mlflow import MlflowClient
from sklearn.metrics import mean_absolute_error
from sklearn.linear_model import HuberRegressor
from mlflow.models import infer_signature
import mlflow

client = MlflowClient()
with mlflow.start_run(run_name="huber") as run:
    model = HuberRegressor().fit(X_train, y_train)
    info = mlflow.sklearn.log_model(
        sk_model=model,
        name="wear",
        signature=infer_signature(X_train, model.predict(X_train)),
    )
version = client.create_model_version(
    name="pump_wear",
    source=f"runs:/{run.info.run_id}/wear",
    run_id=run.info.run_id,
)
client.set_model_version_tag(
    "pump_wear", version.version, "method", "huber"
)
new_model = mlflow.pyfunc.load_model(info.model_uri)
old_model = mlflow.pyfunc.load_model("models:/pump_wear/1")
new_mae = mean_absolute_error(y_test, new_model.predict(X_test))
old_mae = mean_absolute_error(y_test, old_model.predict(X_test))
if new_mae < old_mae:
    client.set_registered_model_alias(
        name="pump_wear", alias="champion", version=version.version
    )

# %% check
store = mlflow.MlflowClient()
found = {
    int(item.version): item
    for item in store.search_model_versions("name='pump_wear'")
}
assert sorted(found) == [1, 2], "there is not exactly one new version"
assert found[2].run_id == run.info.run_id, (
    "the new version does not say from which run it comes"
)
stored = store.get_registered_model("pump_wear")
assert "method" not in stored.tags, (
    "the tag belongs to all versions of the model"
)
assert found[2].tags.get("method") == "huber", (
    "the new version does not name its method"
)
fresh = HuberRegressor().fit(X_train, y_train)
true_mae = mean_absolute_error(y_test, fresh.predict(X_test))
true_old = mean_absolute_error(y_test, _old.predict(X_test[["hours"]]))
assert true_mae < true_old
assert abs(new_mae - true_mae) < 1e-9, (
    "the new error is not that of the new model on the test rows"
)
assert abs(old_mae - true_old) < 1e-9, (
    "the old error is not that of version 1 on the test rows"
)
assert stored.aliases, "no version is the champion"
assert {a: int(n) for a, n in stored.aliases.items()} == {
    "champion": 2
}, "the champion is another version than the new one"
assert info.signature is not None, "the new version has no signature"
assert info.signature.outputs is not None, (
    "the new version's signature says nothing about its output"
)
