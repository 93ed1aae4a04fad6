# /// snippet
# title = "Log a whole run: each parameter, metrics, a file, a model with its signature"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/ml/tracking/"
# requires = []
# ///

# %% given
import pandas as _pd


def _customers(n, shift):
    rows = []
    for i in range(n):
        tenure = 1.0 + (i * 17 + shift * 5) % 48
        calls = float((i * 5 + shift) % 9)
        noise = (i * 23 + shift * 13) % 31
        churned = int(6 * calls + noise - tenure > 24)
        rows.append((tenure, calls, churned))
    return _pd.DataFrame(rows, columns=["tenure", "calls", "churned"])


_train, _test = _customers(45, 0), _customers(20, 4)
X_train, y_train = _train[["tenure", "calls"]], _train["churned"]
X_test, y_test = _test[["tenure", "calls"]], _test["churned"]

# %% snippet
import mlflow
from mlflow.models import infer_signature
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.linear_model import LogisticRegression

mlflow.set_experiment("churn_baseline")
params = {"C": 0.5, "max_iter": 200}
with mlflow.start_run(run_name="logreg_baseline") as run:
    mlflow.log_params(params)
    mlflow.log_param("model_type", "LogisticRegression")
    model = LogisticRegression(**params)
    model.fit(X_train, y_train)
    predicted = model.predict(X_test)
    scores = model.predict_proba(X_test)[:, 1]
    mlflow.log_metric("auc", roc_auc_score(y_test, scores))
    accuracy = accuracy_score(y_test, predicted)
    f1 = f1_score(y_test, predicted)
    mlflow.log_metrics({"accuracy": accuracy, "f1": f1})
    coefficients = pd.Series(model.coef_[0], index=X_train.columns)
    coefficients.to_csv("coefficients.csv")
    mlflow.log_artifact("coefficients.csv")
    signature = infer_signature(X_train, model.predict(X_train))
    mlflow.sklearn.log_model(model, name="model", signature=signature)

# %% check
import numpy as np
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("churn_baseline")
assert experiment is not None, "there is no experiment churn_baseline"
found = client.search_runs([experiment.experiment_id])
assert [item.info.run_id for item in found] == [run.info.run_id], (
    "the experiment does not hold exactly the one run"
)
logged = found[0]
assert mlflow.active_run() is None, "the run was never ended"
assert logged.info.status == "FINISHED", "the run did not finish"
assert logged.info.run_name == "logreg_baseline", (
    "the run has a name that nobody gave it"
)
for key in ["auc", "accuracy", "f1"]:
    assert key in logged.data.metrics, f"the run holds no metric {key}"
for key in ["C", "max_iter", "model_type"]:
    assert key in logged.data.params, (
        f"the run holds no parameter {key}"
    )
assert set(logged.data.metrics) == {"auc", "accuracy", "f1"}, (
    "the run holds other metrics than auc, accuracy and f1"
)
assert set(logged.data.params) == {"C", "max_iter", "model_type"}, (
    "the run holds other parameters than C, max_iter and model_type"
)
assert float(logged.data.params["C"]) == model.C, (
    "the logged C is not the one that the model was trained with"
)
assert int(logged.data.params["max_iter"]) == model.max_iter, (
    "the logged max_iter is not the one that the model was trained with"
)
fresh = LogisticRegression(**params).fit(X_train, y_train)
assert np.allclose(model.coef_, fresh.coef_), (
    "the model was trained on other rows than the training rows"
)
test_auc = roc_auc_score(y_test, fresh.predict_proba(X_test)[:, 1])
assert abs(logged.data.metrics["auc"] - test_auc) < 1e-9, (
    "the metric auc is not the AUC of the test rows"
)
hits = fresh.predict(X_test) == y_test
assert abs(logged.data.metrics["accuracy"] - hits.mean()) < 1e-9, (
    "the metric accuracy is not the share of test rows that are right"
)
test_f1 = f1_score(y_test, fresh.predict(X_test))
assert abs(logged.data.metrics["f1"] - test_f1) < 1e-9, (
    "the metric f1 is not the F1 of the test rows"
)
files = [item.path for item in client.list_artifacts(run.info.run_id)]
assert "coefficients.csv" in files, (
    "the run holds no file coefficients.csv"
)
models = client.search_logged_models([experiment.experiment_id])
assert len(models) == 1, "the run holds no model"
assert models[0].source_run_id == run.info.run_id, (
    "the model does not belong to the run"
)
assert models[0].name == "model", "the model is not called model"
info = mlflow.models.get_model_info(f"runs:/{run.info.run_id}/model")
assert info.signature is not None, "the model has no signature"
assert info.signature.outputs is not None, (
    "the model's signature says nothing about its output"
)
assert info.signature.inputs.input_names() == ["tenure", "calls"], (
    "the model's signature does not ask for tenure and calls"
)
assert len(info.signature.outputs.inputs) == 1, (
    "the model's signature promises more than one prediction a row"
)
