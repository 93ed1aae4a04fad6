# /// snippet
# title = "Make the previous version the champion again and score with it"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "set-or-remove-a-tag-of-a-model", "promote-a-challenger-to-champion-with-aliases"]
# docs = "https://mlflow.org/docs/latest/ml/model-registry/workflow/"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import LinearRegression as _LinearRegression

_rows = [(20.0 + (i * 23) % 70, float((i * 5) % 7)) for i in range(24)]
_X = _pd.DataFrame(_rows, columns=["age", "earlier_stays"])
admissions = _pd.DataFrame(
    [(81.0, 4.0), (35.0, 0.0), (62.0, 2.0)],
    columns=["age", "earlier_stays"],
)


def _register(days):
    fitted = _LinearRegression().fit(_X, days)
    with _mlflow.start_run():
        _mlflow.sklearn.log_model(
            fitted,
            name="model",
            signature=_infer_signature(_X, fitted.predict(_X)),
            pip_requirements=["scikit-learn"],
            registered_model_name="stay_length",
        )
    return fitted


_register(1.0 + 0.02 * _X["age"])
_good = _register(0.5 + 0.05 * _X["age"] + 0.8 * _X["earlier_stays"])
_register(20.0 - 0.3 * _X["age"])
_register(2.0 + 0.9 * _X["earlier_stays"])
_client = _MlflowClient()
_client.set_registered_model_alias("stay_length", "previous", 2)
_client.set_registered_model_alias("stay_length", "champion", 3)
_client.set_model_version_tag("stay_length", 3, "approved", "true")

# %% snippet
import mlflow
from mlflow import MlflowClient

name = "stay_length"
client = MlflowClient()
faulty = client.get_model_version_by_alias(name, "champion")
previous = client.get_model_version_by_alias(name, "previous")
client.set_registered_model_alias(name, "champion", previous.version)
client.delete_registered_model_alias(name, "previous")
client.delete_model_version_tag(name, faulty.version, "approved")
client.set_model_version_tag(
    name, faulty.version, "withdrawn", "negative days"
)
client.update_model_version(
    name, faulty.version, description="Do not use."
)
champion = mlflow.pyfunc.load_model(f"models:/{name}@champion")
days = champion.predict(admissions)
faulty_days = mlflow.pyfunc.load_model(
    f"models:/{name}/{faulty.version}"
).predict(admissions)

# %% check
versions = {
    int(item.version): item
    for item in _client.search_model_versions("name='stay_length'")
}
assert sorted(versions) == [1, 2, 3, 4], (
    "a version of the model is gone"
)
stored = _client.get_registered_model("stay_length")
aliases = {
    alias: int(number) for alias, number in stored.aliases.items()
}
assert "champion" in aliases, "no version is the champion any more"
assert aliases["champion"] != 3, "the faulty version is still champion"
assert aliases["champion"] == 2, (
    "the champion is a version that was never the previous one"
)
assert set(aliases) == {"champion"}, (
    "the registered model has an alias that nobody asked for"
)
assert "withdrawn" not in stored.tags, (
    "the tag withdrawn belongs to all versions of the model"
)
tags = {number: item.tags for number, item in versions.items()}
assert "approved" not in tags[3], (
    "the faulty version is still tagged as approved"
)
assert tags[3].get("withdrawn") == "negative days", (
    "the faulty version has no tag withdrawn"
)
assert not any("withdrawn" in tags[number] for number in (1, 2, 4)), (
    "a version that was not at fault is tagged as withdrawn"
)
assert versions[3].description == "Do not use.", (
    "the faulty version's description gives no warning"
)
assert list(days) == list(_good.predict(admissions)), (
    "the predicted days do not come from the restored champion"
)
assert min(faulty_days) < min(days), (
    "the faulty days do not come from the faulty version"
)
