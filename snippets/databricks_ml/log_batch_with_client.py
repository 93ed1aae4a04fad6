# /// snippet
# title = "Record a finished training with the client, epoch by epoch"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.log_batch"
# requires = []
# ///

# %% given
from mlflow import MlflowClient as _MlflowClient

_store = _MlflowClient()
_experiment = _store.create_experiment("readmission")
recalls = [0.41, 0.58, 0.66, 0.63]
settings = {"layers": "2", "dropout": "0.3"}
with open("training.log", "w") as _file:
    _file.write("epoch 0 ... epoch 3\n")

# %% snippet
import time

import mlflow
from mlflow.entities import Metric, Param

client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("readmission")
run = client.create_run(experiment.experiment_id, run_name="two_layers")
run_id = run.info.run_id
now = int(time.time() * 1000)
points = [
    Metric("val_recall", recall, now, epoch)
    for epoch, recall in enumerate(recalls)
]
client.log_batch(
    run_id,
    metrics=points,
    params=[Param(key, value) for key, value in settings.items()],
)
client.log_metric(run_id, "best_val_recall", max(recalls))
client.set_tag(run_id, "hospital", "north")
client.log_artifact(run_id, "training.log", artifact_path="logs")
client.set_terminated(run_id)

# %% check
found = _store.search_runs([_experiment])
assert len(found) == 1, (
    "the experiment readmission does not hold exactly one run"
)
logged = found[0]
assert logged.info.run_name == "two_layers", (
    "the run is not called two_layers"
)
assert logged.data.params == settings, (
    "the run does not hold the two settings as its parameters"
)
assert set(logged.data.metrics) == {"val_recall", "best_val_recall"}, (
    "the run does not hold val_recall and best_val_recall as its metrics"
)
assert logged.data.metrics["best_val_recall"] == 0.66, (
    "the metric best_val_recall is not the highest recall"
)
history = _store.get_metric_history(logged.info.run_id, "val_recall")
assert len(history) == 4, (
    "the run does not hold a recall for each epoch"
)
assert sorted(point.step for point in history) == [0, 1, 2, 3], (
    "the steps of the recall are not the epochs"
)
assert [
    point.value for point in sorted(history, key=lambda one: one.step)
] == recalls, "a recall is not the one of its epoch"
assert all(
    abs(point.timestamp / 1000 - time.time()) < 3600
    for point in history
), "the points in time of the recall are wrong"
assert logged.data.tags.get("hospital") == "north", (
    "the run has no tag hospital"
)
files = [
    (item.path, item.is_dir)
    for item in _store.list_artifacts(logged.info.run_id, "logs")
]
assert files == [("logs/training.log", False)], (
    "the run's folder logs does not hold training.log"
)
assert logged.info.status == "FINISHED", (
    "the run still counts as running"
)
