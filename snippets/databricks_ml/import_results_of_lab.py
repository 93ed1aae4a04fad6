# /// snippet
# title = "Import a lab's old results as finished runs, one for each trial"
# domain = "databricks-ml"
# objectives = ["mlflow-tracking", "experiment-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.create_run"
# requires = []
# ///

# %% given
results = [
    {"trial": "A-1", "dose": 5, "yields": [61.0, 64.5, 63.0]},
    {"trial": "A-2", "dose": 8, "yields": [58.5, 66.0, 70.5]},
    {"trial": "A-3", "dose": 11, "yields": [68.0, 67.0, 66.0]},
]
measured_at = 1_700_000_000_000

# %% snippet
from mlflow.entities import Metric
import mlflow
from mlflow import MlflowClient

client = MlflowClient()
experiment_id = mlflow.create_experiment("lab_archive")
for result in results:
    run = client.create_run(experiment_id, run_name=result["trial"])
    client.log_param(run.info.run_id, "dose", result["dose"])
    metrics = [
        Metric("yield", value, measured_at, step)
        for step, value in enumerate(result["yields"])
    ]
    client.log_batch(run.info.run_id, metrics=metrics)
    client.log_text(run.info.run_id, "Typed by hand.", "source.txt")
    client.set_terminated(run.info.run_id)
archive = client.get_experiment_by_name("lab_archive")
best_run = client.search_runs(
    experiment_ids=[archive.experiment_id],
    order_by=["metrics.yield DESC"],
)[0]
best_dose = int(best_run.data.params["dose"])

# %% check
found = client.search_runs([experiment_id])
assert len(found) == 3, "the experiment does not hold one run per trial"
assert mlflow.active_run() is None, "a run is still active"
by_name = {run.info.run_name: run for run in found}
assert set(by_name) == {"A-1", "A-2", "A-3"}, (
    "the runs do not have the names of the trials"
)
for result in results:
    run = by_name[result["trial"]]
    assert run.data.params == {"dose": str(result["dose"])}, (
        "a run does not hold its dose as its only parameter"
    )
    assert run.info.status == "FINISHED", (
        "a run of the old results still counts as running"
    )
    history = client.get_metric_history(run.info.run_id, "yield")
    assert sorted(point.step for point in history) == [0, 1, 2], (
        "the steps of the yield are not 0, 1 and 2"
    )
    assert {point.timestamp for point in history} == {measured_at}, (
        "the yields are not of the time when they were measured"
    )
    files = [
        item.path for item in client.list_artifacts(run.info.run_id)
    ]
    assert files == ["source.txt"], "a run holds no file source.txt"
    note = mlflow.artifacts.load_text(
        f"runs:/{run.info.run_id}/source.txt"
    )
    assert note == "Typed by hand.", "the file does not hold the note"
assert best_run.info.run_name == "A-2", (
    "the best run is not the one with the highest last yield"
)
assert best_dose == 8, "the dose is not that of the best run"
