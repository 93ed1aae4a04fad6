# /// snippet
# title = "Deploy a fraud model that flags every payment with a score of 0.3 or more"
# domain = "ml-workflows"
# objectives = ["deployment", "deploy-a-custom-model", "batch-inference-with-pandas"]
# docs = "https://mlflow.org/docs/latest/ml/traditional-ml/tutorials/creating-custom-pyfunc/"
# requires = []
# ///

# %% given
import pandas as _pd


def _payments(n, shift):
    rows = []
    for i in range(n):
        amount = 5.0 + (i * 97 + shift * 31) % 900
        foreign = float((i * 5 + shift) % 3 == 0)
        noise = (i * 41 + shift * 17) % 500
        fraud = int(amount + 250 * foreign + noise > 950)
        rows.append((amount, foreign, fraud))
    return _pd.DataFrame(rows, columns=["amount", "foreign", "fraud"])


_past, _new = _payments(60, 0), _payments(25, 2)
X_train, y_train = _past[["amount", "foreign"]], _past["fraud"]
X_new = _new[["amount", "foreign"]]

# %% snippet
from sklearn.linear_model import LogisticRegression
import mlflow
from mlflow.models import infer_signature


class FraudFlagger(mlflow.pyfunc.PythonModel):
    def __init__(self, model, threshold):
        self.model = model
        self.threshold = threshold

    def predict(self, context, model_input):
        fraud_score = self.model.predict_proba(model_input)[:, 1]
        return (fraud_score >= self.threshold).astype(int)


classifier = LogisticRegression(max_iter=500).fit(X_train, y_train)
flagger = FraudFlagger(classifier, threshold=0.3)
flags = flagger.predict(None, X_train)
with mlflow.start_run(run_name="fraud_flagger") as run:
    mlflow.log_param("threshold", 0.3)
    mlflow.log_metric("flagged_share", flags.mean())
    mlflow.pyfunc.log_model(
        name="flagger",
        python_model=flagger,
        signature=infer_signature(X_train, flags),
        registered_model_name="payment_flagger",
    )
loaded = mlflow.pyfunc.load_model("models:/payment_flagger/1")
new_flags = loaded.predict(X_new)

# %% check
scores = LogisticRegression(max_iter=500).fit(X_train, y_train)
expected = scores.predict_proba(X_new)[:, 1] >= 0.3
assert 0 < expected.sum() < len(expected)
assert len(new_flags) == len(X_new), (
    "there is not one flag for each new payment"
)
assert set(new_flags) <= {0, 1}, "a flag is neither 0 nor 1"
assert list(new_flags) != list(scores.predict(X_new)), (
    "the flags are those of a threshold of one half"
)
assert list(new_flags) == list(expected.astype(int)), (
    "the flags are not those of scores of 0.3 or more"
)
logged = mlflow.get_run(run.info.run_id)
assert logged.info.run_name == "fraud_flagger", (
    "the run has a name that nobody gave it"
)
assert logged.data.params.get("threshold") == "0.3", (
    "the run holds no parameter threshold"
)
assert "flagged_share" in logged.data.metrics, (
    "the run holds no metric flagged_share"
)
share = (scores.predict_proba(X_train)[:, 1] >= 0.3).mean()
assert abs(logged.data.metrics["flagged_share"] - share) < 1e-9, (
    "the metric is not the share of past payments that are flagged"
)
info = mlflow.models.get_model_info("models:/payment_flagger/1")
assert info.run_id == run.info.run_id, (
    "the registered model does not come from the run"
)
assert info.signature is not None, "the model has no signature"
assert info.signature.outputs is not None, (
    "the model's signature says nothing about its output"
)
