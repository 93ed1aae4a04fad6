# /// snippet
# title = "Find the best run and train with its parameters"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "find-the-best-run-with-the-mlflow-client"]
# docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
# requires = []
# ///

# %% given
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_clock = iter(range(1_700_000_000_000, 1_700_000_600_000, 60_000))


def _past_run(experiment_id, model, c, max_iter, accuracy):
    run = _client.create_run(experiment_id, start_time=next(_clock))
    run_id = run.info.run_id
    _client.log_param(run_id, "model", model)
    _client.log_param(run_id, "C", c)
    _client.log_param(run_id, "max_iter", max_iter)
    _client.log_metric(run_id, "accuracy", accuracy)
    _client.set_terminated(run_id)
    return run_id


_tuning = _client.create_experiment("churn_tuning")
_other = _client.create_experiment("churn_archive")
_past_run(_tuning, "logreg", 0.1, 50, 0.71)
_best = _past_run(_tuning, "logreg", 2.5, 200, 0.83)
_worst = _past_run(_tuning, "logreg", 0.5, 100, 0.64)
_past_run(_tuning, "svc", 1.0, 300, 0.91)
_past_run(_tuning, "logreg", 9.0, 10, 0.52)
_past_run(_other, "logreg", 7.0, 400, 0.97)

_rows = []
for _i in range(40):
    _tenure = 1.0 + (_i * 17) % 48
    _calls = float((_i * 5) % 9)
    _noise = (_i * 23) % 31
    _rows.append(
        (_tenure, _calls, int(6 * _calls + _noise - _tenure > 24))
    )
_frame = _pd.DataFrame(_rows, columns=["tenure", "calls", "churned"])
X_train, y_train = _frame[["tenure", "calls"]], _frame["churned"]

# %% snippet
from sklearn.linear_model import LogisticRegression
from mlflow import MlflowClient
import mlflow

runs = mlflow.search_runs(
    experiment_names=["churn_tuning"],
    filter_string="params.model = 'logreg' and metrics.accuracy > 0.6",
    order_by=["metrics.accuracy DESC"],
)
best_run_id = runs.iloc[0]["run_id"]
client = MlflowClient()
best_run = client.get_run(best_run_id)
best_accuracy = best_run.data.metrics["accuracy"]
best_c = float(best_run.data.params["C"])
best_max_iter = int(best_run.data.params["max_iter"])
model = LogisticRegression(C=best_c, max_iter=best_max_iter)
model.fit(X_train, y_train)
train_accuracy = model.score(X_train, y_train)
client.set_tag(best_run_id, "selected", "true")
client.log_metric(best_run_id, "train_accuracy", train_accuracy)

# %% check
import numpy as np

assert set(runs["experiment_id"]) == {_tuning}, (
    "the list holds runs of another experiment"
)
assert set(runs["params.model"]) == {"logreg"}, (
    "the list holds runs of another kind of model"
)
assert (runs["metrics.accuracy"] > 0.6).all(), (
    "the list holds runs whose accuracy is too low"
)
assert len(runs) == 3, (
    "the list does not hold the three runs that qualify"
)
assert best_run_id != _worst, (
    "the best run is the one with the lowest accuracy"
)
assert best_run_id == _best, (
    "the best run is not the one with the highest accuracy"
)
assert best_accuracy == 0.83, (
    "the best accuracy is not that of the best run"
)
assert (model.C, model.max_iter) == (2.5, 200), (
    "the model was not trained with the parameters of the best run"
)
expected = LogisticRegression(C=2.5, max_iter=200).fit(X_train, y_train)
assert np.allclose(model.coef_, expected.coef_), (
    "the model was not trained on the training rows"
)
tagged = [
    item.info.run_id
    for item in _client.search_runs([_tuning, _other])
    if item.data.tags.get("selected") == "true"
]
assert tagged == [_best], "the best run has no tag selected"
stored = _client.get_run(_best).data
assert "train_accuracy" in stored.metrics, (
    "the best run holds no metric train_accuracy"
)
assert (
    abs(
        stored.metrics["train_accuracy"]
        - expected.score(X_train, y_train)
    )
    < 1e-9
), "the metric train_accuracy is not the model's accuracy"
