# /// snippet
# title = "Approve loans by the threshold that an earlier run logged"
# domain = "ml-workflows"
# objectives = ["experiment-tracking", "log-metrics-artifacts-and-models-by-hand", "batch-inference-with-pandas"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.artifacts.html"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd

_scores = _pd.DataFrame(
    {
        "loan": ["L1", "L2", "L3", "L4", "L5", "L6"],
        "score": [0.31, 0.64, 0.58, 0.12, 0.77, 0.49],
    }
)
_scores.to_csv("scores.csv", index=False)
_mlflow.set_experiment("loan_policy")
with _mlflow.start_run(run_name="old_policy"):
    _mlflow.log_dict(
        {"threshold": 0.7, "reviewer": "north"}, "policy.json"
    )
with _mlflow.start_run(run_name="policy") as _run:
    _mlflow.log_param("threshold", 0.5)
    _mlflow.log_dict(
        {"threshold": 0.55, "reviewer": "south"}, "policy.json"
    )
    _mlflow.log_artifact("scores.csv", artifact_path="inputs")
_scores[:2].to_csv("scores.csv", index=False)
policy_run_id = _run.info.run_id

# %% snippet
import pandas as pd
import mlflow

policy = mlflow.artifacts.load_dict(
    f"runs:/{policy_run_id}/policy.json"
)
scores_path = mlflow.artifacts.download_artifacts(
    run_id=policy_run_id, artifact_path="inputs/scores.csv"
)
scores = pd.read_csv(scores_path)
approved = scores[scores["score"] >= policy["threshold"]]
share = len(approved) / len(scores)
report = f"{len(approved)} loans approved by {policy['reviewer']}\n"
approved.to_csv("approved.csv", index=False)
with mlflow.start_run(run_name="approval") as run:
    mlflow.set_tag("policy_run", policy_run_id)
    mlflow.log_metric("approved_share", share)
    mlflow.log_text(report, "summary.txt")
    mlflow.log_artifact("approved.csv", artifact_path="decisions")

# %% check
client = mlflow.MlflowClient()
assert policy == {"threshold": 0.55, "reviewer": "south"}, (
    "the policy is not the one that the run logged"
)
assert len(scores) == 6, "the scores are not those that the run logged"
assert list(approved["loan"]) == ["L2", "L3", "L5"], (
    "the approved loans are not those from the threshold upwards"
)
logged = client.get_run(run.info.run_id)
assert run.info.run_id != policy_run_id, (
    "the approval was logged to the run of the policy"
)
assert logged.info.run_name == "approval", (
    "the run has a name that nobody gave it"
)
assert logged.data.tags.get("policy_run") == policy_run_id, (
    "the run does not name the run of the policy"
)
assert logged.data.metrics.get("approved_share") == 0.5, (
    "the run holds no metric approved_share of one half"
)
files = [item.path for item in client.list_artifacts(run.info.run_id)]
assert "summary.txt" in files, "the run holds no file summary.txt"
text = mlflow.artifacts.load_text(
    f"runs:/{run.info.run_id}/summary.txt"
)
assert text == "3 loans approved by south\n", (
    "the summary is not the report"
)
inside = [
    item.path
    for item in client.list_artifacts(run.info.run_id, "decisions")
]
assert inside == ["decisions/approved.csv"], (
    "the folder decisions does not hold the file approved.csv"
)
assert not client.list_artifacts(run.info.run_id, inside[0]), (
    "approved.csv is a folder, not a file"
)
