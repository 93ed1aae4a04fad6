# /// snippet
# title = "Train with settings that a run logged, and keep the final model in the training run"
# domain = "ml-workflows"
# objectives = ["experiment-tracking", "mlflow-tracking", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.artifacts.html#mlflow.artifacts.load_dict"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(45):
    _rain = 20.0 + (_i * 31) % 70
    _sun = 3.0 + ((_i * 7) % 24) / 3
    _noise = ((_i * 19) % 13) / 10
    _rows.append(
        (_rain, _sun, float(_i), 2 + 0.1 * _rain + _sun + _noise)
    )
fields = _pd.DataFrame(
    _rows, columns=["rain", "sun", "field_id", "tonnes"]
)
train_fields, test_fields = fields[:30], fields[30:]

# %% snippet
import mlflow
from sklearn.linear_model import Ridge

mlflow.set_experiment("wheat_yield")
with mlflow.start_run(run_name="settings"):
    mlflow.log_dict(
        {"alpha": 0.5, "features": ["rain", "sun"]}, "settings.json"
    )
settings_run = mlflow.last_active_run()
settings = mlflow.artifacts.load_dict(
    f"runs:/{settings_run.info.run_id}/settings.json"
)
columns, alpha = settings["features"], settings["alpha"]
mlflow.sklearn.autolog(log_models=False, log_datasets=False)
with mlflow.start_run(run_name="training") as run:
    model = Ridge(alpha=alpha)
    model.fit(train_fields[columns], train_fields["tonnes"])
mlflow.sklearn.autolog(disable=True)
test_r2 = model.score(test_fields[columns], test_fields["tonnes"])
final_model = Ridge(alpha=alpha)
final_model.fit(fields[columns], fields["tonnes"])
with mlflow.start_run(run_id=run.info.run_id):
    mlflow.log_metric("test_r2", test_r2)
    mlflow.sklearn.log_model(
        final_model, name="yield", input_example=fields[columns].head(2)
    )

# %% check
import numpy as np

client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("wheat_yield")
assert experiment is not None, "there is no experiment wheat_yield"
found = client.search_runs([experiment.experiment_id])
assert mlflow.active_run() is None, "a run was never ended"
by_name = {item.info.run_name: item for item in found}
assert {"settings", "training"} <= set(by_name), (
    "the runs settings and training are not both there"
)
assert (
    len([item for item in found if "alpha" in item.data.params]) == 1
), "the final fit was tracked in a run of its own"
assert len(found) == 2, (
    "there are other runs than settings and training"
)
assert columns == ["rain", "sun"], "the features are not those logged"
assert alpha == 0.5, "the alpha is not the one logged"
training = by_name["training"]
assert training.data.params["alpha"] == "0.5", (
    "the training did not log its alpha"
)
assert "test_r2" in training.data.metrics, (
    "the training run holds no metric test_r2"
)
assert abs(training.data.metrics["test_r2"] - test_r2) < 1e-9, (
    "the metric test_r2 is another number"
)
whole = Ridge(alpha=0.5).fit(fields[["rain", "sun"]], fields["tonnes"])
assert np.allclose(final_model.coef_, whole.coef_), (
    "the final model was not trained on all fields"
)
part = Ridge(alpha=0.5)
part.fit(train_fields[["rain", "sun"]], train_fields["tonnes"])
true = part.score(test_fields[["rain", "sun"]], test_fields["tonnes"])
assert abs(test_r2 - true) < 1e-9, (
    "the test score is not R² of test rows"
)
models = client.search_logged_models([experiment.experiment_id])
assert len(models) == 1, "the training run holds no model"
assert models[0].source_run_id == run.info.run_id, (
    "the model belongs to another run than the training"
)
stored = mlflow.models.get_model_info(models[0].model_uri)
assert stored.signature is not None, "the model has no signature"
