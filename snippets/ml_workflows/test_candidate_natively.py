# /// snippet
# title = "Add the candidate's test scores to the run that trained it"
# domain = "ml-workflows"
# objectives = ["experiment-tracking", "model-registry", "deployment", "classification-metrics", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.sklearn.html#mlflow.sklearn.load_model"
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


def _claims(n, shift):
    rows = []
    for i in range(n):
        amount = 0.2 + ((i * 61 + shift * 13) % 90) / 10
        age_days = float((i * 17 + shift * 5) % 40)
        noise = (i * 23 + shift * 7) % 9
        fraud = int(1.5 * amount - 0.2 * age_days + noise > 9)
        rows.append((amount, age_days, fraud))
    return _pd.DataFrame(rows, columns=["amount", "age_days", "fraud"])


_past, _test = _claims(50, 0), _claims(30, 4)
_X, _y = _past[["amount", "age_days"]], _past["fraud"]
X_test, y_test = _test[["amount", "age_days"]], _test["fraud"]


def _register(c, target):
    fitted = _LogisticRegression(C=c, max_iter=500).fit(_X, target)
    with _mlflow.start_run(run_name=f"training_{c}"):
        _mlflow.log_param("C", c)
        _mlflow.sklearn.log_model(
            fitted,
            name="model",
            signature=_infer_signature(_X, fitted.predict(_X)),
            pip_requirements=["scikit-learn"],
            registered_model_name="claims_fraud",
        )
    return fitted


_register(0.01, _y)
_candidate = _register(1.0, _y)
_register(0.1, 1 - _y)
_client = _MlflowClient()
_client.set_registered_model_alias("claims_fraud", "candidate", 2)
_run_id = _client.get_model_version("claims_fraud", 2).run_id

# %% snippet
import mlflow
from mlflow import MlflowClient
from sklearn.metrics import f1_score, log_loss, roc_auc_score

client = MlflowClient()
candidate = client.get_model_version_by_alias(
    "claims_fraud", "candidate"
)
training_c = client.get_run(candidate.run_id).data.params["C"]
model = mlflow.sklearn.load_model("models:/claims_fraud@candidate")
fraud_probability = model.predict_proba(X_test)[:, 1]
test_scores = {
    "test_auc": roc_auc_score(y_test, fraud_probability),
    "test_log_loss": log_loss(y_test, fraud_probability),
}
with mlflow.start_run(run_id=candidate.run_id):
    mlflow.log_metrics(test_scores)
    mlflow.log_metric(
        "test_f1", f1_score(y_test, model.predict(X_test))
    )
client.set_model_version_tag(
    name="claims_fraud",
    version=candidate.version,
    key="tested_with_c",
    value=training_c,
)

# %% check
assert mlflow.active_run() is None, "a run was never ended"
stored = _client.get_run(_run_id).data
for key in ["test_auc", "test_log_loss", "test_f1"]:
    assert key in stored.metrics, (
        f"the candidate's training run holds no metric {key}"
    )
assert set(stored.params) == {"C"}, (
    "the candidate's training run holds other parameters than C"
)
probability = _candidate.predict_proba(X_test)
expected = {
    "test_auc": roc_auc_score(y_test, probability[:, 1]),
    "test_log_loss": log_loss(y_test, probability[:, 1]),
    "test_f1": f1_score(y_test, _candidate.predict(X_test)),
}
assert abs(expected["test_auc"] - 0.5) > 0.1
for key, score in expected.items():
    assert abs(stored.metrics[key] - score) < 1e-9, (
        f"the metric {key} is not that of the candidate's probabilities"
        if key != "test_f1"
        else "the metric test_f1 is not the F1 of the candidate"
    )
assert len(_client.search_runs(["0"])) == 3, (
    "the scores went to a run of their own"
)
assert training_c == "1.0", "the parameter C is that of another run"
tags = {
    int(item.version): item.tags
    for item in _client.search_model_versions("name='claims_fraud'")
}
assert tags[2].get("tested_with_c") == "1.0", (
    "the candidate has no tag tested_with_c"
)
assert (
    "tested_with_c"
    not in _client.get_registered_model("claims_fraud").tags
), "the tag belongs to all versions of the model"
