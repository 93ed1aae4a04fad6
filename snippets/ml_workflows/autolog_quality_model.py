# /// snippet
# title = "Track one training by autologging, and keep the final fit out of it"
# domain = "ml-workflows"
# objectives = ["experiment-tracking", "mlflow-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/ml/tracking/autolog/"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(48):
    _heat = 150.0 + (_i * 37) % 60
    _speed = 1.0 + ((_i * 13) % 20) / 4
    _noise = (_i * 29) % 17
    _rows.append(
        (_heat, _speed, int(_heat - 9 * _speed + _noise > 165))
    )
_parts = _pd.DataFrame(_rows, columns=["heat", "speed", "defect"])
X_train, y_train = _parts[:36][["heat", "speed"]], _parts[:36]["defect"]
X_test, y_test = _parts[36:][["heat", "speed"]], _parts[36:]["defect"]

# %% snippet
import mlflow
from sklearn.linear_model import LogisticRegression
import pandas as pd

mlflow.set_experiment("part_quality")
mlflow.sklearn.autolog(log_models=False, log_datasets=False)
model = LogisticRegression(C=0.5, max_iter=3000)
model.fit(X_train, y_train)
run = mlflow.last_active_run()
logged_c = float(run.data.params["C"])
training_accuracy = run.data.metrics["training_accuracy_score"]
mlflow.sklearn.autolog(disable=True)

test_accuracy = model.score(X_test, y_test)
with mlflow.start_run(run_id=run.info.run_id):
    mlflow.log_metric("test_accuracy", test_accuracy)
X_all, y_all = (
    pd.concat([X_train, X_test]),
    pd.concat([y_train, y_test]),
)
final_model = LogisticRegression(C=logged_c, max_iter=3000)
final_model.fit(X_all, y_all)

# %% check
import numpy as np

client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("part_quality")
assert experiment is not None, "there is no experiment part_quality"
found = client.search_runs([experiment.experiment_id])
assert mlflow.active_run() is None, "a run was never ended"
assert found, "the experiment holds no run"
fits = [item for item in found if "C" in item.data.params]
assert len(fits) == 1, "the final fit was tracked in a run of its own"
assert len(found) == 1, "the test accuracy is in a run of its own"
assert fits[0].info.run_id == run.info.run_id, (
    "the run is not the one of the training"
)
assert fits[0].info.status == "FINISHED", "the run did not finish"
assert logged_c == 0.5, "the logged C is not that of the model"
hits = (model.predict(X_train) == y_train).mean()
assert abs(training_accuracy - hits) < 1e-9, (
    "the training accuracy is not the share of training rows right"
)
assert not client.search_logged_models([experiment.experiment_id]), (
    "a model was logged that nobody wanted"
)
metrics = client.get_run(run.info.run_id).data.metrics
assert "test_accuracy" in metrics, "the run holds no test accuracy"
fresh = LogisticRegression(C=0.5, max_iter=3000).fit(X_train, y_train)
true = (fresh.predict(X_test) == y_test).mean()
assert abs(true - hits) > 1e-9
assert abs(metrics["test_accuracy"] - true) < 1e-9, (
    "the test accuracy is not the share of test rows that are right"
)
assert np.allclose(model.coef_, fresh.coef_), (
    "the tracked model was not trained on the training rows"
)
last = LogisticRegression(C=0.5, max_iter=3000).fit(X_all, y_all)
assert np.allclose(final_model.coef_, last.coef_), (
    "the final model was not trained on all rows"
)
