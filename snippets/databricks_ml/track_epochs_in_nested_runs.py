# /// snippet
# title = "Track every epoch of a sweep in nested runs"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.start_run"
# requires = []
# ///

# %% given
import numpy as _np

_rng = _np.random.default_rng(11)
_X = _rng.normal(size=(60, 3))
_y = _X @ _np.array([1.5, -2.0, 0.5]) + _rng.normal(scale=0.3, size=60)
X_train, y_train = _X[:40], _y[:40]
X_val, y_val = _X[40:], _y[40:]

# %% snippet
import mlflow
from sklearn.metrics import mean_squared_error
from sklearn.linear_model import SGDRegressor

mlflow.set_experiment("learning_rates")
with mlflow.start_run(run_name="sweep") as parent_run:
    mlflow.set_tag("stage", "tuning")
    losses = {}
    for rate in [0.001, 0.02, 0.005]:
        with mlflow.start_run(run_name=f"rate_{rate}", nested=True):
            mlflow.log_param("learning_rate", rate)
            model = SGDRegressor(
                learning_rate="constant", eta0=rate, random_state=0
            )
            for epoch in range(3):
                model.partial_fit(X_train, y_train)
                predicted = model.predict(X_val)
                loss = mean_squared_error(y_val, predicted)
                mlflow.log_metric("loss", loss, step=epoch)
            losses[rate] = loss
    best_rate = min(losses, key=losses.get)
    mlflow.log_param("best_learning_rate", best_rate)
    mlflow.log_metric("best_loss", losses[best_rate])

# %% check
from mlflow import MlflowClient

client = MlflowClient()
experiment = client.get_experiment_by_name("learning_rates")
assert experiment is not None, "there is no experiment learning_rates"
found = client.search_runs([experiment.experiment_id])
assert mlflow.active_run() is None, "a run was never ended"
assert len(found) == 4, "the experiment does not hold four runs"
parent = client.get_run(parent_run.info.run_id)
children = [
    item
    for item in found
    if item.data.tags.get("mlflow.parentRunId") == parent.info.run_id
]
assert len(children) == 3, (
    "the runs of the learning rates are not nested below the sweep"
)
assert parent.info.run_name == "sweep", (
    "the parent run is not called sweep"
)
assert parent.data.tags.get("stage") == "tuning", (
    "the parent run has no tag stage"
)
assert "loss" not in parent.data.metrics, (
    "the losses of the epochs ended up in the parent run"
)
by_rate = {
    item.data.params.get("learning_rate"): item for item in children
}
assert set(by_rate) == {"0.001", "0.02", "0.005"}, (
    "the child runs do not hold their learning rates as parameters"
)
assert model.random_state == 0, (
    "the losses differ from one execution to the next"
)
final = {}
for rate_text, child in by_rate.items():
    history = client.get_metric_history(child.info.run_id, "loss")
    assert len(history) == 3, (
        "the loss of a child run has not one value for each epoch"
    )
    assert len({point.step for point in history}) == 3, (
        "the history of the loss has one step instead of three"
    )
    assert sorted(point.step for point in history) == [0, 1, 2], (
        "the steps of the loss are not the epochs"
    )
    again = SGDRegressor(
        learning_rate="constant", eta0=float(rate_text), random_state=0
    )
    for point in sorted(history, key=lambda point: point.step):
        again.partial_fit(X_train, y_train)
        train_loss = mean_squared_error(y_train, again.predict(X_train))
        assert abs(point.value - train_loss) > 1e-12, (
            "the losses come from rows that the model was trained on"
        )
        true_loss = mean_squared_error(y_val, again.predict(X_val))
        assert abs(point.value - true_loss) < 1e-9, (
            "a logged loss is not the validation loss of its epoch"
        )
    final[rate_text] = true_loss
assert "best_learning_rate" in parent.data.params, (
    "the parent run holds no parameter best_learning_rate"
)
assert "best_loss" in parent.data.metrics, (
    "the parent run holds no metric best_loss"
)
assert parent.data.params["best_learning_rate"] == "0.02", (
    "the best learning rate is not the one with the smallest loss"
)
assert (
    abs(parent.data.metrics["best_loss"] - min(final.values())) < 1e-9
), "the best loss is not the smallest loss"
