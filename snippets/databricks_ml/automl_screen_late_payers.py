# /// snippet
# title = "Find late payers with AutoML, tested on the newest invoices and without hindsight"
# domain = "databricks-ml"
# objectives = ["automl", "how-automl-helps-with-model-and-feature-selection", "what-automl-brings-to-development", "classification-metrics"]
# docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(90):
    _amount = 50.0 + (_i * 37) % 400
    _orders = (_i * 7) % 15
    _noise = (_i * 23) % 90
    _late = _amount / 4 - 3 * _orders + _noise + _i / 3 > 105
    _day = _pd.Timestamp("2025-01-01") + _pd.Timedelta(days=_i)
    _rows.append(
        (
            _day,
            _amount,
            _orders,
            9 if _late else 0,
            "late" if _late else "on_time",
        )
    )
invoices_df = _pd.DataFrame(
    _rows,
    columns=["issued", "amount", "orders", "reminder_days", "outcome"],
)

# %% snippet
import mlflow
from databricks import automl

summary = automl.classify(
    invoices_df,
    target_col="outcome",
    pos_label="late",
    time_col="issued",
    exclude_cols=["reminder_days"],
    experiment_name="late_payers",
    timeout_minutes=5,
)
trial = summary.best_trial
tested = mlflow.get_run(trial.mlflow_run_id).data.metrics
report = {
    "trials": len(summary.trials),
    "test_f1_late": trial.metrics["test_f1_score"],
    "test_accuracy": tested["test_accuracy_score"],
}
with mlflow.start_run(run_name="screening") as run:
    mlflow.set_tags(
        {"model_uri": trial.model_path, "target": "outcome"}
    )
    mlflow.log_dict(report, "report.json")

# %% check
info = mlflow.models.get_model_info(trial.model_path)
assert "reminder_days" not in info.signature.inputs.input_names(), (
    "the model uses the reminders, which are sent after an invoice is late"
)
model = trial.load_model()
newest = invoices_df.iloc[72:]
said, true = model.predict(newest), newest["outcome"]
assert abs((said == true).mean() - report["test_accuracy"]) < 1e-9, (
    "the model was not tested on the newest invoices"
)
hits = ((said == "late") & (true == "late")).sum()
f1_late = 2 * hits / ((said == "late").sum() + (true == "late").sum())
assert abs(report["test_f1_late"] - f1_late) < 1e-9, (
    "the F1 is not the one for late invoices among the newest"
)
client = mlflow.MlflowClient()
runs = client.search_runs([summary.experiment.experiment_id])
assert len(runs) == report["trials"], (
    "the report does not tell the number of trials"
)
logged = client.get_run(run.info.run_id)
assert logged.info.run_name == "screening", (
    "the run is not called screening"
)
assert logged.data.tags.get("model_uri") == trial.model_path, (
    "the run's tag does not name the model"
)
stored = mlflow.artifacts.load_dict(
    f"runs:/{run.info.run_id}/report.json"
)
assert stored == report, "the run does not hold the report"
