# /// snippet
# title = "Call the three likeliest, by AutoML's highest ROC AUC with what is known before"
# domain = "databricks-ml"
# objectives = ["automl", "how-automl-helps-with-model-and-feature-selection", "what-automl-brings-to-development"]
# docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
# requires = []
# ///

# %% given
import pandas as _pd


def _contacts(n, shift):
    rows = []
    for i in range(n):
        age = 20 + (i * 17 + shift * 5) % 50
        balance = 100.0 + (i * 37 + shift * 11) % 900
        job = ["clerk", "farmer", "nurse"][(i * 7 + shift) % 3]
        noise = (i * 29 + shift * 3) % 53
        wants = balance / 10 + 12 * (job == "nurse") + noise > 95
        # How long somebody listens says nearly all about the outcome.
        seconds = 240 + noise if wants else 20 + noise
        rows.append((i, age, balance, job, seconds, int(wants)))
    return _pd.DataFrame(
        rows,
        columns=[
            "contact_id",
            "age",
            "balance",
            "job",
            "call_seconds",
            "subscribed",
        ],
    )


contacts_df = _contacts(90, 0)
callable_df = _contacts(12, 6).drop(columns=["subscribed"])

# %% snippet
from databricks import automl

summary = automl.classify(
    dataset=contacts_df,
    target_col="subscribed",
    primary_metric="roc_auc",
    exclude_cols=["contact_id", "call_seconds"],
    timeout_minutes=5,
)
best_trial = summary.best_trial
val_auc = best_trial.evaluation_metric_score
test_auc = best_trial.metrics["test_roc_auc"]
model = best_trial.load_model()
chances = model.predict_proba(callable_df)[:, 1]
to_call = callable_df.assign(chance=chances)
to_call = to_call.sort_values("chance", ascending=False).head(3)

# %% check
import mlflow
import numpy as np

info = mlflow.models.get_model_info(best_trial.model_path)
used = info.signature.inputs.input_names()
assert "call_seconds" not in used, (
    "the model uses the length of the call, which is known only after it"
)
assert "contact_id" not in used, (
    "the model uses the number of the contact"
)
assert sorted(used) == ["age", "balance", "job"], (
    "the model does not use exactly age, balance and job"
)
runs = mlflow.MlflowClient().search_runs(
    [summary.experiment.experiment_id]
)
highest = max(run.data.metrics["val_roc_auc"] for run in runs)
measured = runs[0].data.metrics
for run in runs:
    if run.info.run_id == best_trial.mlflow_run_id:
        measured = run.data.metrics
assert measured["val_roc_auc"] == highest, (
    "the trial is not the one with the highest ROC AUC"
)
assert val_auc == highest, "the score is not the trial's ROC AUC"
assert test_auc == measured["test_roc_auc"], (
    "the AUC is not the one of rows that AutoML kept for the test"
)
expected = mlflow.sklearn.load_model(
    best_trial.model_path
).predict_proba(callable_df)[:, 1]
assert np.allclose(chances, expected), (
    "the chances are not those that a contact subscribes"
)
assert list(to_call["chance"]) == sorted(expected, reverse=True)[:3], (
    "the three contacts are not the most promising ones"
)
