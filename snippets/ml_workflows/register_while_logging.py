# /// snippet
# title = "Log and register a credit model at once, then read its probability of default"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "log-metrics-artifacts-and-models-by-hand", "batch-inference-with-pandas"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.sklearn.html#mlflow.sklearn.log_model"
# requires = []
# ///

# %% given
import pandas as _pd


def _loans(n, shift):
    rows = []
    for i in range(n):
        income = 1800.0 + (i * 731 + shift * 97) % 5200
        debt_ratio = ((i * 37 + shift * 11) % 80) / 100
        noise = ((i * 29 + shift) % 40) / 100
        defaulted = int(debt_ratio + noise - income / 9000 > 0.15)
        rows.append((income, debt_ratio, defaulted))
    return _pd.DataFrame(
        rows, columns=["income", "debt_ratio", "defaulted"]
    )


train_df = _loans(60, 0)
new_df = _loans(15, 3).drop(columns="defaulted")

# %% snippet
from sklearn.linear_model import LogisticRegression
import mlflow
from mlflow.models import infer_signature
from sklearn.preprocessing import StandardScaler
from sklearn.pipeline import Pipeline
from mlflow import MlflowClient

features = ["income", "debt_ratio"]
X_train, y_train = train_df[features], train_df["defaulted"]
model = Pipeline(
    [("scaler", StandardScaler()), ("classifier", LogisticRegression())]
)
model.fit(X_train, y_train)
with mlflow.start_run(run_name="scaled_logreg") as run:
    info = mlflow.sklearn.log_model(
        model,
        name="credit",
        signature=infer_signature(X_train, model.predict(X_train)),
        registered_model_name="credit_default",
    )
version = info.registered_model_version
client = MlflowClient()
client.set_model_version_tag("credit_default", version, "team", "risk")
loaded = mlflow.sklearn.load_model(f"models:/credit_default/{version}")
default_probability = loaded.predict_proba(new_df[features])[:, 1]

# %% check
import numpy as np

store = MlflowClient()
found = store.search_model_versions("name='credit_default'")
assert len(found) == 1, "the model is not registered exactly once"
assert found[0].run_id == run.info.run_id, (
    "the registered version does not come from the run"
)
assert (
    "team" not in store.get_registered_model("credit_default").tags
), "the tag belongs to all versions of the model"
assert found[0].tags.get("team") == "risk", (
    "the version's tag team is not risk"
)
assert [step for step, _ in model.steps] == ["scaler", "classifier"], (
    "the pipeline has other steps than the two"
)
signature = mlflow.models.get_model_info(
    "models:/credit_default/1"
).signature
assert signature is not None, "the version has no signature"
assert signature.outputs is not None, (
    "the version's signature says nothing about its output"
)
assert signature.inputs.input_names() == ["income", "debt_ratio"], (
    "the version's signature does not ask for income and debt ratio"
)
stored = mlflow.sklearn.load_model("models:/credit_default/1")
assert hasattr(stored, "steps"), (
    "the registered model gets the features without the scaler"
)
fresh = LogisticRegression().fit(
    StandardScaler().fit_transform(X_train), train_df["defaulted"]
)
scaled = StandardScaler().fit(X_train).transform(new_df[features])
expected = fresh.predict_proba(scaled)
assert default_probability.shape == (15,), (
    "there is not one probability for each new loan"
)
assert not np.allclose(default_probability, expected[:, 0]), (
    "the numbers are the probabilities that a loan is paid back"
)
assert np.allclose(default_probability, expected[:, 1]), (
    "the numbers are not the model's probabilities of default"
)
