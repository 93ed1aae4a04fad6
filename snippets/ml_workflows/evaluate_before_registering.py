# /// snippet
# title = "Register the heat model only if its error on unseen days is small"
# domain = "ml-workflows"
# objectives = ["experiment-tracking", "model-registry", "regression-metrics", "choose-the-metric-for-a-goal"]
# docs = "https://mlflow.org/docs/latest/ml/evaluation/model-eval/"
# requires = []
# ///

# %% given
import pandas as _pd


def _days(n, shift):
    rows = []
    for i in range(n):
        outside = -8.0 + (i * 19 + shift * 3) % 30
        wind = ((i * 31 + shift) % 12) / 2
        noise = ((i * 43 + shift * 29) % 11) / 10
        rows.append(
            (outside, wind, 60 - 2 * outside + 1.5 * wind + noise)
        )
    return _pd.DataFrame(rows, columns=["outside", "wind", "heat_kwh"])


train_df, test_df = _days(40, 0), _days(20, 7)

# %% snippet
import mlflow
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

features = ["outside", "wind"]
mlflow.set_experiment("district_heating")
with mlflow.start_run(run_name="scaled_ridge") as run:
    model = make_pipeline(StandardScaler(), Ridge(alpha=0.1))
    model.fit(train_df[features], train_df["heat_kwh"])
    info = mlflow.sklearn.log_model(
        model, name="heat", input_example=train_df[features].head(3)
    )
    result = mlflow.models.evaluate(
        model=info.model_uri,
        data=test_df,
        targets="heat_kwh",
        model_type="regressor",
    )
rmse = result.metrics["root_mean_squared_error"]
if rmse < 1.0:
    version = mlflow.register_model(info.model_uri, "heat_demand")
    client = mlflow.MlflowClient()
    client.set_registered_model_alias(
        "heat_demand", "champion", version.version
    )

# %% check
import numpy as np

fresh = make_pipeline(StandardScaler(), Ridge(alpha=0.1))
fresh.fit(train_df[features], train_df["heat_kwh"])


def error(days):
    misses = days["heat_kwh"] - fresh.predict(days[features])
    return float(np.sqrt((misses**2).mean()))


assert error(test_df) < 1.0 and error(train_df) < 1.0
stored = mlflow.sklearn.load_model(info.model_uri)
assert hasattr(stored, "steps"), "the logged model has lost the scaler"
assert abs(rmse - error(train_df)) > 1e-9, (
    "the error is that of the days that the model was trained on"
)
assert abs(rmse - error(test_df)) < 1e-9, (
    "the error is not that of the unseen days"
)
store = mlflow.MlflowClient()
logged = store.get_run(run.info.run_id)
experiment = store.get_experiment(logged.info.experiment_id)
assert experiment.name == "district_heating", (
    "the run is in another experiment"
)
assert logged.info.run_name == "scaled_ridge", (
    "the run has a name that nobody gave it"
)
assert "root_mean_squared_error" in logged.data.metrics, (
    "the run holds no error"
)
found = store.search_model_versions("name='heat_demand'")
assert len(found) == 1, "the model is not registered exactly once"
aliases = store.get_registered_model("heat_demand").aliases
assert {a: int(n) for a, n in aliases.items()} == {"champion": 1}, (
    "the registered version is not the champion"
)
signature = mlflow.models.get_model_info(
    "models:/heat_demand/1"
).signature
assert signature is not None, "the registered model has no signature"
assert signature.inputs.input_names() == ["outside", "wind"], (
    "the model asks for more than the features"
)
