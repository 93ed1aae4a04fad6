# /// snippet
# title = "Make the newest version of a Unity Catalog model the champion if its error is lower"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "promote-a-challenger-to-champion-with-aliases", "set-or-remove-a-tag-of-a-model"]
# docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import LinearRegression as _LinearRegression

_mlflow.set_registry_uri("databricks-uc")
_X = _pd.DataFrame({"km": [2.0, 9.0, 4.0, 7.0]})


def _register(per_km, error):
    model = _LinearRegression().fit(_X, 3 + per_km * _X["km"])
    with _mlflow.start_run():
        _mlflow.log_metric("mae", error)
        info = _mlflow.sklearn.log_model(
            model,
            name="model",
            signature=_infer_signature(_X, model.predict(_X)),
        )
    return _mlflow.register_model(info.model_uri, "taxi.city.fare")


_old, _best, _new = (
    _register(1.5, 4.2),
    _register(2.5, 1.9),
    _register(2.0, 2.8),
)
_client = _mlflow.MlflowClient()
_client.set_registered_model_alias(
    "taxi.city.fare", "champion", _old.version
)
_client.set_registered_model_alias(
    "taxi.city.fare", "challenger", _new.version
)
rides_df = _pd.DataFrame({"km": [3.0, 10.0]})

# %% snippet
import mlflow
from mlflow import MlflowClient

mlflow.set_registry_uri("databricks-uc")
name = "taxi.city.fare"
client = MlflowClient()
champion = client.get_model_version_by_alias(name, "champion")
challenger = client.get_model_version_by_alias(name, "challenger")
old_mae = client.get_run(champion.run_id).data.metrics["mae"]
new_mae = client.get_run(challenger.run_id).data.metrics["mae"]
if new_mae < old_mae:
    client.set_registered_model_alias(
        name, "champion", challenger.version
    )
    client.set_model_version_tag(
        name, challenger.version, "mae", str(new_mae)
    )
    client.delete_registered_model_alias(name, "challenger")
model = mlflow.pyfunc.load_model(f"models:/{name}@champion")
fares = model.predict(rides_df)

# %% check
import numpy as np

stored = _client.get_registered_model("taxi.city.fare")
aliases = {
    alias: int(stored.aliases[alias]) for alias in stored.aliases
}
assert "champion" in aliases, "no version is the champion any more"
assert aliases["champion"] == int(_new.version), (
    "the champion is not the challenger that did better"
)
assert set(aliases) == {"champion"}, (
    "there is still a version with another alias"
)
assert (old_mae, new_mae) == (4.2, 2.8), (
    "the errors are not those of the champion and the challenger"
)
tags = {
    number: _client.get_model_version("taxi.city.fare", number).tags
    for number in (1, 2, 3)
}
assert tags == {1: {}, 2: {}, 3: {"mae": "2.8"}}, (
    "the tag mae is not on the new champion alone"
)
assert stored.tags == {}, "the tag belongs to all versions of the model"
assert np.allclose(fares, [9.0, 23.0]), (
    "the fares are not those of the new champion"
)
