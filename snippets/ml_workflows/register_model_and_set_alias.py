# /// snippet
# title = "Register a model with its full signature as the champion"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "register-a-model-with-the-mlflow-client-in-the-unity-catalog-registry", "set-or-remove-a-tag-of-a-model", "promote-a-challenger-to-champion-with-aliases"]
# docs = "https://mlflow.org/docs/latest/ml/model-registry/"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import (
    LogisticRegression as _LogisticRegression,
)


def _customers(n, shift):
    rows = []
    for i in range(n):
        tenure = 1.0 + (i * 17 + shift * 5) % 48
        calls = float((i * 5 + shift) % 9)
        noise = (i * 23 + shift * 13) % 31
        churned = int(6 * calls + noise - tenure > 24)
        rows.append((tenure, calls, churned))
    return _pd.DataFrame(rows, columns=["tenure", "calls", "churned"])


_train = _customers(45, 0)
X_train, y_train = _train[["tenure", "calls"]], _train["churned"]
X_new = _customers(20, 4)[["tenure", "calls"]]

_old_model = _LogisticRegression().fit(X_train, 1 - y_train)
with _mlflow.start_run(run_name="last_year"):
    _old_info = _mlflow.sklearn.log_model(
        _old_model,
        name="model",
        signature=_infer_signature(
            X_train, _old_model.predict(X_train)
        ),
        pip_requirements=["scikit-learn"],
    )
_old = _mlflow.register_model(_old_info.model_uri, "churn_model")
_MlflowClient().set_registered_model_alias(
    "churn_model", "champion", _old.version
)

# %% snippet
import mlflow
from sklearn.linear_model import LogisticRegression
from mlflow import MlflowClient
from mlflow.models import infer_signature

with mlflow.start_run(run_name="this_year") as run:
    model = LogisticRegression(max_iter=200).fit(X_train, y_train)
    signature = infer_signature(X_train, model.predict(X_train))
    mlflow.sklearn.log_model(model, name="model", signature=signature)
result = mlflow.register_model(
    model_uri=f"runs:/{run.info.run_id}/model", name="churn_model"
)
client = MlflowClient()
client.set_model_version_tag(
    name="churn_model",
    version=result.version,
    key="validated",
    value="true",
)
client.set_registered_model_alias(
    name="churn_model", alias="champion", version=result.version
)
champion = mlflow.pyfunc.load_model("models:/churn_model@champion")
predictions = champion.predict(X_new)

# %% check
registered = [
    item.name for item in _MlflowClient().search_registered_models()
]
assert registered == ["churn_model"], (
    "the model was registered under another name"
)
versions = {
    int(item.version): item
    for item in _MlflowClient().search_model_versions(
        "name='churn_model'"
    )
}
assert sorted(versions) == [1, 2], (
    "the registered model has not one new version"
)
assert versions[2].run_id == run.info.run_id, (
    "the new version does not come from the new run"
)
store = _MlflowClient()
aliases = store.get_registered_model("churn_model").aliases
assert "champion" in aliases, (
    "the registered model has no alias champion"
)
assert int(aliases["champion"]) == 2, (
    "the alias champion still points to the old version"
)
assert set(aliases) == {"champion"}, (
    "the registered model has an alias that nobody asked for"
)
tags = {
    number: store.get_model_version("churn_model", number).tags
    for number in versions
}
assert tags[2].get("validated") == "true", (
    "the new version has no tag validated"
)
assert "validated" not in tags[1], (
    "the old version is tagged as validated"
)
assert (
    "validated" not in store.get_registered_model("churn_model").tags
), "the tag belongs to all versions of the model"
info = mlflow.models.get_model_info("models:/churn_model/2")
assert info.signature is not None, "the new version has no signature"
assert info.signature.outputs is not None, (
    "the new version's signature says nothing about its output"
)
assert info.signature.inputs.input_names() == ["tenure", "calls"], (
    "the new version's signature does not ask for tenure and calls"
)
assert (y_train == model.predict(X_train)).mean() > 0.7, (
    "the new model is often wrong about its own training rows"
)
assert list(predictions) != list(_old_model.predict(X_new)), (
    "the predictions come from the old version"
)
assert list(predictions) == list(model.predict(X_new)), (
    "the predictions are not those of the new model"
)
