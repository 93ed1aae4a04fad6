# /// snippet
# title = "Legacy stages: after a failed audit, the staged scorer takes over alone"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "set-or-remove-a-tag-of-a-model"]
# docs = "https://mlflow.org/docs/latest/ml/model-registry/workflow/"
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

_rows = [(float(i % 9), 10.0 + (i * 13) % 50) for i in range(36)]
_X = _pd.DataFrame(_rows, columns=["late_payments", "age"])
applicants = _pd.DataFrame(
    [(0.0, 52.0), (7.0, 30.0), (3.0, 18.0)],
    columns=["late_payments", "age"],
)


def _register(rejected, audit):
    fitted = _LogisticRegression(max_iter=2000).fit(_X, rejected)
    with _mlflow.start_run():
        _mlflow.sklearn.log_model(
            fitted,
            name="model",
            signature=_infer_signature(_X, fitted.predict(_X)),
            pip_requirements=["scikit-learn"],
            registered_model_name="applicant_scorer",
        )
    version = len(
        _client.search_model_versions("name='applicant_scorer'")
    )
    _client.set_model_version_tag(
        "applicant_scorer", version, "audit", audit
    )
    return fitted


_client = _MlflowClient()
_unfair = _register((_X["age"] < 40).astype(int), "failed")
_fair = _register((_X["late_payments"] > 4).astype(int), "passed")
_register((_X["age"] > 20).astype(int), "open")
_client.transition_model_version_stage(
    "applicant_scorer", 1, "Production"
)
_client.transition_model_version_stage("applicant_scorer", 2, "Staging")

# %% snippet
import mlflow

client = mlflow.MlflowClient()
(current,) = client.get_latest_versions(
    "applicant_scorer", ["Production"]
)
old_model = mlflow.pyfunc.load_model("models:/applicant_scorer/1")
old_decisions = old_model.predict(applicants)
if current.tags["audit"] == "failed":
    (staged,) = client.get_latest_versions(
        "applicant_scorer", ["Staging"]
    )
    client.transition_model_version_stage(
        "applicant_scorer",
        staged.version,
        "Production",
        archive_existing_versions=True,
    )
    client.set_model_version_tag(
        "applicant_scorer", staged.version, "replaces", current.version
    )
scorer = mlflow.pyfunc.load_model("models:/applicant_scorer/Production")
decisions = scorer.predict(applicants)

# %% check
versions = {
    int(item.version): item
    for item in _client.search_model_versions("name='applicant_scorer'")
}
stages = {n: item.current_stage for n, item in versions.items()}
assert stages.get(2) == "Production", (
    "the staged version is not in Production"
)
assert stages[1] != "Production", (
    "the version that failed its audit is still in Production"
)
assert stages == {1: "Archived", 2: "Production", 3: "None"}, (
    "a version is in a stage that nobody asked for"
)
stored = _client.get_registered_model("applicant_scorer")
assert "replaces" not in stored.tags, (
    "the tag belongs to all versions of the model"
)
assert versions[2].tags.get("replaces") == "1", (
    "the new version does not say which one it replaces"
)
assert list(old_decisions) == list(_unfair.predict(applicants)), (
    "the old decisions are not those of version 1"
)
assert list(decisions) == list(_fair.predict(applicants)), (
    "the decisions do not come from the version that passed its audit"
)
