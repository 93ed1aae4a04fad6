# /// snippet
# title = "Delete the versions that no alias points to and nobody wants to keep"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "set-or-remove-a-tag-of-a-model"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.delete_model_version"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_experiment = _client.create_experiment("spot_prices")
for _name in ("spot_price", "spot_volume"):
    _client.create_registered_model(_name)


def _version(name, **tags):
    run_id = _client.create_run(_experiment).info.run_id
    _client.set_terminated(run_id)
    _client.create_model_version(
        name, source=f"runs:/{run_id}/model", run_id=run_id, tags=tags
    )


_version("spot_price")
_version("spot_price", keep="true")
_version("spot_price")
_version("spot_price", keep="false")
_version("spot_price")
_version("spot_volume")
_client.set_registered_model_alias("spot_price", "champion", 3)
_client.set_registered_model_alias("spot_price", "challenger", 5)

# %% snippet
from mlflow import MlflowClient

name = "spot_price"
client = MlflowClient()
deleted = []
for found in client.search_model_versions(f"name = '{name}'"):
    version = client.get_model_version(name, found.version)
    wanted = version.tags.get("keep") == "true"
    if not version.aliases and not wanted:
        client.delete_model_version(name=name, version=version.version)
        deleted.append(version.version)
client.set_registered_model_tag(name, "tidied", "2026-03")
left = client.search_model_versions(f"name = '{name}'")

# %% check
numbers = sorted(
    int(item.version)
    for item in _client.search_model_versions("name='spot_price'")
)
assert {3, 5} <= set(numbers), (
    "a version that an alias points to was deleted"
)
assert 2 in numbers, "a version that is to be kept was deleted"
assert numbers == [2, 3, 5], (
    "a version that nobody needs is still there"
)
assert sorted(int(number) for number in deleted) == [1, 4], (
    "the list does not hold the deleted versions"
)
assert len(left) == 3, "the list of versions left is wrong"
assert len(_client.search_model_versions("name='spot_volume'")) == 1, (
    "a version of another model was deleted"
)
aliases = _client.get_registered_model("spot_price").aliases
assert {a: int(n) for a, n in aliases.items()} == {
    "champion": 3,
    "challenger": 5,
}, "an alias was moved"
tags = _client.get_registered_model("spot_price").tags
assert tags.get("tidied") == "2026-03", (
    "the registered model does not say that it was tidied"
)
