"""The Unity Catalog registry: models are kept as MLflow keeps them, by Unity Catalog's rules."""

import pytest

from trainer.model import Ending

pytestmark = pytest.mark.engine

GIVEN = """import mlflow
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression
import pandas as pd
X = pd.DataFrame({"a": [1.0, 2.0, 3.0]})
model = LinearRegression().fit(X, [2.0, 4.0, 6.0])
signature = infer_signature(X, model.predict(X))
workspace = mlflow.get_registry_uri()
"""

CODE = """mlflow.set_registry_uri("databricks-uc")
with mlflow.start_run() as run:
    mlflow.sklearn.log_model(model, name="model", signature=signature)
mlflow.register_model(f"runs:/{run.info.run_id}/model", "ml.churn.model")
client = MlflowClient()
client.set_registered_model_alias("ml.churn.model", "champion", 1)
champion = mlflow.pyfunc.load_model("models:/ml.churn.model@champion")"""

CHECK = """assert champion.predict(X)[2] > 5.9
assert client.get_registered_model("ml.churn.model").aliases == {"champion": "1"}
assert client.get_model_version("ml.churn.model", 1).current_stage is None
assert MlflowClient(registry_uri=workspace).search_registered_models() == []"""


def test_models_are_registered_and_loaded_by_alias(engine, lines):
    runs, _ = lines(engine, CODE, given=GIVEN, check=CHECK)
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    assert runs.baseline.ran_on == "stand-in"


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (
            4,
            'mlflow.register_model(f"runs:/{run.info.run_id}/model", "model")',
            "Bad model name: please specify all three levels",
        ),
        (
            3,
            '    mlflow.sklearn.log_model(model, name="model")',
            "did not contain any signature metadata",
        ),
        (
            6,
            'client.transition_model_version_stage("ml.churn.model", 1, "Production")',
            "Method 'transition_model_version_stage' is unsupported",
        ),
        (
            7,
            'champion = mlflow.pyfunc.load_model("models:/ml.churn.model/Production")',
            "load latest model version in stages ['Production']",
        ),
        (
            7,
            'champion = mlflow.pyfunc.load_model("models:/ml.churn.model/latest")',
            "Method 'get_latest_versions' is unsupported for models in the Unity Catalog",
        ),
        (
            7,
            'champion = mlflow.pyfunc.load_model("models:/ml.churn.model@nobody")',
            "Registered model alias nobody not found.",
        ),
        (5, 'client = MlflowClient().get_registered_model("model")', "all three levels"),
        (5, "client = MlflowClient().search_registered_models(order_by=['name'])", "'order_by'"),
    ],
)
def test_what_unity_catalog_refuses_is_refused(engine, lines, line, text, message):
    _, (outcome,) = lines(engine, CODE, [(line, text)], given=GIVEN, check=CHECK)
    assert "MlflowException" in outcome.bases, outcome
    assert message in outcome.message


def test_without_unity_catalog_the_run_is_local(engine, lines):
    _, (outcome,) = lines(engine, CODE, [(1, "pass")], given=GIVEN, check=CHECK)
    assert (outcome.ending, outcome.ran_on) == (Ending.CHECK_FAILED, "local")
