# /// snippet
# title = "Let autologging record a training, but not save the model"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "autologging", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/ml/tracking/autolog/"
# requires = []
# ///

# %% given
import pandas as _pd


def _loans(n, shift):
    rows = []
    for i in range(n):
        income = 18.0 + (i * 13 + shift * 5) % 60
        debt = float((i * 7 + shift) % 25)
        late = (i * 3 + shift) % 4
        noise = (i * 19 + shift * 7) % 17
        rows.append(
            (
                income,
                debt,
                late,
                int(2 * debt + 9 * late + noise > income),
            )
        )
    return _pd.DataFrame(
        rows, columns=["income", "debt", "late_payments", "defaulted"]
    )


_features = ["income", "debt", "late_payments"]
_train, _test = _loans(60, 0), _loans(30, 5)
X_train, y_train = _train[_features], _train["defaulted"]
X_test, y_test = _test[_features], _test["defaulted"]

# %% snippet
from sklearn.metrics import roc_auc_score
import mlflow
from sklearn.linear_model import LogisticRegression

mlflow.set_experiment("loan_defaults")
with mlflow.start_run(run_name="autologged") as run:
    mlflow.sklearn.autolog(log_models=False)
    model = LogisticRegression(C=2.0, max_iter=300)
    model.fit(X_train, y_train)
    scores = model.predict_proba(X_test)[:, 1]
    auc = roc_auc_score(y_test, scores)
    accuracy = model.score(X_test, y_test)
    mlflow.log_metrics(
        {"holdout_auc": auc, "holdout_accuracy": accuracy}
    )
    mlflow.set_tag("dataset", "loans_2025")
finished = mlflow.get_run(run.info.run_id)
holdout_auc = finished.data.metrics["holdout_auc"]

# %% check
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("loan_defaults")
assert experiment is not None, "there is no experiment loan_defaults"
logged_models = client.search_logged_models([experiment.experiment_id])
assert logged_models == [], "the model was saved all the same"
found = client.search_runs([experiment.experiment_id])
assert [item.info.run_id for item in found] == [run.info.run_id], (
    "the experiment does not hold exactly the one run"
)
logged = found[0]
assert logged.info.run_name == "autologged", (
    "the run is not called autologged"
)
assert logged.data.params.get("C") == "2.0", (
    "the run does not hold the model's parameters, such as C"
)
assert logged.data.params.get("max_iter") == "300", (
    "the run does not hold the model's parameters, such as max_iter"
)
assert "training_f1_score" in logged.data.metrics, (
    "the run does not hold the metrics of the training"
)
assert logged.data.tags.get("dataset") == "loans_2025", (
    "the run has no tag dataset"
)
mlflow.sklearn.autolog(disable=True)
fresh = LogisticRegression(C=2.0, max_iter=300).fit(X_train, y_train)
true_auc = roc_auc_score(y_test, fresh.predict_proba(X_test)[:, 1])
assert abs(logged.data.metrics["holdout_auc"] - true_auc) < 1e-9, (
    "the metric holdout_auc is not the AUC of the test rows"
)
hits = fresh.predict(X_test) == y_test
assert (
    abs(logged.data.metrics["holdout_accuracy"] - hits.mean()) < 1e-9
), "the metric holdout_accuracy is not that of the test rows"
assert abs(holdout_auc - true_auc) < 1e-9, (
    "the AUC that was read is not the one of the test rows"
)
