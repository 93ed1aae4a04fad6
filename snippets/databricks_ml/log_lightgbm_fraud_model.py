# /// snippet
# title = "Track each setting and round of a LightGBM training and log the booster"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.lightgbm.html"
# requires = ["lightgbm"]
# ///

# %% given
import pandas as _pd


def _payments(n, shift):
    rows = []
    for i in range(n):
        amount = 5.0 + (i * 37 + shift * 11) % 400
        hour = (i * 5 + shift) % 24
        abroad = (i * 3 + shift) % 5 == 0
        noise = (i * 29 + shift * 3) % 120
        fraud = amount + 180 * abroad + 6 * abs(hour - 12) + noise
        rows.append(
            (amount, float(hour), float(abroad), int(fraud > 380))
        )
    return _pd.DataFrame(
        rows, columns=["amount", "hour", "abroad", "fraud"]
    )


_features = ["amount", "hour", "abroad"]
_train, _valid, _test = (
    _payments(120, 0),
    _payments(50, 3),
    _payments(50, 8),
)
X_train, y_train = _train[_features], _train["fraud"]
X_valid, y_valid = _valid[_features], _valid["fraud"]
X_test, y_test = _test[_features], _test["fraud"]

# %% snippet
from sklearn.metrics import roc_auc_score
import mlflow
from mlflow.models import infer_signature
import lightgbm as lgb

params = {"objective": "binary", "num_leaves": 4, "learning_rate": 0.3}
train_data = lgb.Dataset(X_train, y_train)
valid_data = lgb.Dataset(X_valid, y_valid, reference=train_data)
rounds = {}
with mlflow.start_run(run_name="lgbm_baseline") as run:
    mlflow.log_params(params)
    mlflow.log_param("data_version", "delta_v3")
    booster = lgb.train(
        {**params, "verbose": -1},
        train_data,
        num_boost_round=5,
        valid_sets=[valid_data],
        callbacks=[lgb.record_evaluation(rounds)],
    )
    losses = rounds["valid_0"]["binary_logloss"]
    for step, loss in enumerate(losses):
        mlflow.log_metric("valid_loss", loss, step=step)
    scores = booster.predict(X_test)
    mlflow.log_metric("auc", roc_auc_score(y_test, scores))
    signature = infer_signature(X_train, booster.predict(X_train))
    mlflow.lightgbm.log_model(
        booster, name="model", signature=signature
    )
loaded = mlflow.lightgbm.load_model(f"runs:/{run.info.run_id}/model")
loaded_scores = loaded.predict(X_test)

# %% check
import numpy as np
from mlflow import MlflowClient

client = MlflowClient()
logged = client.get_run(run.info.run_id)
assert mlflow.active_run() is None, "the run was never ended"
assert logged.info.run_name == "lgbm_baseline", (
    "the run is not called lgbm_baseline"
)
assert set(logged.data.params) == {
    "objective",
    "num_leaves",
    "learning_rate",
    "data_version",
}, "the run does not hold its four parameters"
history = client.get_metric_history(run.info.run_id, "valid_loss")
assert len(history) == 5, "the run does not hold a loss for each round"
assert sorted(point.step for point in history) == [0, 1, 2, 3, 4], (
    "the steps of the loss are not the rounds"
)
assert set(logged.data.metrics) == {"valid_loss", "auc"}, (
    "the run holds other metrics than valid_loss and auc"
)
by_round = [
    point.value for point in sorted(history, key=lambda one: one.step)
]
valid_scores = [
    booster.predict(X_valid, num_iteration=number)
    for number in range(1, 6)
]
true_losses = [
    -np.mean(np.log(np.where(y_valid == 1, score, 1 - score)))
    for score in valid_scores
]
assert np.allclose(by_round, true_losses), (
    "the logged losses are not those of the validation rows"
)
fresh = lgb.train(
    {**params, "verbose": -1},
    lgb.Dataset(X_train, y_train),
    num_boost_round=5,
)
assert np.allclose(fresh.predict(X_test), booster.predict(X_test)), (
    "the booster was not trained on the training rows"
)
true_auc = roc_auc_score(y_test, fresh.predict(X_test))
assert abs(logged.data.metrics["auc"] - true_auc) < 1e-9, (
    "the metric auc is not the AUC of the test rows"
)
assert np.allclose(loaded_scores, fresh.predict(X_test)), (
    "the loaded model does not score the test rows as the booster does"
)
info = mlflow.models.get_model_info(f"runs:/{run.info.run_id}/model")
assert info.signature is not None, "the model has no signature"
assert info.signature.outputs is not None, (
    "the model's signature says nothing about its output"
)
assert info.signature.inputs.input_names() == list(X_train.columns), (
    "the model's signature does not ask for the columns of X_train"
)
