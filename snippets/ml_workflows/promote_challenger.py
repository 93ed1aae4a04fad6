# /// snippet
# title = "Promote the challenger if it beats the champion"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "set-or-remove-a-tag-of-a-model", "promote-a-challenger-to-champion-with-aliases"]
# docs = "https://mlflow.org/docs/latest/ml/model-registry/"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_experiment = _client.create_experiment("churn")
_client.create_registered_model("churn_model")


def _version(auc, accuracy):
    run_id = _client.create_run(_experiment).info.run_id
    _client.log_metric(run_id, "auc", auc)
    _client.log_metric(run_id, "accuracy", accuracy)
    _client.set_terminated(run_id)
    return _client.create_model_version(
        "churn_model", source=f"runs:/{run_id}/model", run_id=run_id
    ).version


_version(0.74, 0.80)
_champion = _version(0.81, 0.88)
_challenger = _version(0.86, 0.85)
_version(0.79, 0.90)
_client.set_registered_model_alias("churn_model", "champion", _champion)
_client.set_registered_model_alias(
    "churn_model", "challenger", _challenger
)

# %% snippet
from mlflow import MlflowClient

name = "churn_model"
client = MlflowClient()
champion = client.get_model_version_by_alias(
    name=name, alias="champion"
)
challenger = client.get_model_version_by_alias(
    name=name, alias="challenger"
)
champion_run = client.get_run(champion.run_id)
challenger_run = client.get_run(challenger.run_id)
champion_auc = champion_run.data.metrics["auc"]
challenger_auc = challenger_run.data.metrics["auc"]
if challenger_auc > champion_auc:
    client.set_registered_model_alias(
        name=name, alias="champion", version=challenger.version
    )
    client.delete_registered_model_alias(name=name, alias="challenger")
    client.set_model_version_tag(
        name=name,
        version=challenger.version,
        key="promoted_over",
        value=champion.version,
    )

# %% check
assert champion_auc == 0.81, "the champion's AUC is not that of its run"
assert challenger_auc == 0.86, (
    "the challenger's AUC is not that of its run"
)
tags = {
    int(item.version): item.tags
    for item in _client.search_model_versions("name='churn_model'")
}
assert len(tags) == 4, "a version of the model is gone"
stored = _client.get_registered_model("churn_model")
aliases = {
    alias: int(number) for alias, number in stored.aliases.items()
}
assert "champion" in aliases, "no version is the champion any more"
assert aliases["champion"] != int(_champion), (
    "the old champion is still the champion"
)
assert aliases["champion"] == int(_challenger), (
    "the champion is a version that was never the challenger"
)
assert "challenger" not in aliases, (
    "there is still a version with the alias challenger"
)
assert set(aliases) == {"champion"}, (
    "the registered model has an alias that nobody asked for"
)
assert tags[int(_challenger)].get("promoted_over") == str(_champion), (
    "the new champion's tag does not name the version that it beat"
)
assert not any(
    "promoted_over" in tags[number]
    for number in tags
    if number != int(_challenger)
), "a version that was not promoted has the tag promoted_over"
assert "promoted_over" not in stored.tags, (
    "the tag belongs to all versions of the model"
)
