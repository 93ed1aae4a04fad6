# /// snippet
# title = "Refit the ridge run with the lowest error, and score new homes with the logged model"
# domain = "ml-workflows"
# objectives = ["experiment-tracking", "deployment", "find-the-best-run-with-the-mlflow-client", "batch-inference-with-pandas"]
# docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
# requires = []
# ///

# %% given
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient

_client = _MlflowClient()
_clock = iter(range(1_700_000_000_000, 1_700_000_600_000, 60_000))


def _past_run(experiment_id, model, alpha, solved, mae):
    run = _client.create_run(experiment_id, start_time=next(_clock))
    run_id = run.info.run_id
    _client.log_param(run_id, "model", model)
    _client.log_param(run_id, "alpha", alpha)
    _client.log_metric(run_id, "val_mae", mae)
    _client.set_tag(run_id, "solved", solved)
    _client.set_terminated(run_id)
    return run_id


_tuning = _client.create_experiment("heat_demand")
_other = _client.create_experiment("heat_archive")
_past_run(_tuning, "ridge", 10.0, "yes", 7.4)
_best = _past_run(_tuning, "ridge", 2.5, "yes", 5.1)
_past_run(_tuning, "lasso", 0.5, "yes", 3.9)
_past_run(_tuning, "ridge", 0.1, "no", 4.4)
_worst = _past_run(_tuning, "ridge", 80.0, "yes", 9.6)
_past_run(_other, "ridge", 5.0, "yes", 2.2)

_homes = _pd.DataFrame(
    {
        "area": [40.0 + (i * 17) % 90 for i in range(30)],
        "people": [1 + i % 5 for i in range(30)],
    }
)
X, y = _homes, 3 * _homes["area"] + 25 * _homes["people"]
_new = _pd.DataFrame(
    {"area": [55.0, 90.0, 120.0], "people": [2, None, 4]}
)
_new.to_csv("new_homes.csv", index=False)

# %% snippet
import pandas as pd
import mlflow
from sklearn.linear_model import Ridge

solved = "params.model = 'ridge' and tags.solved = 'yes'"
runs = mlflow.search_runs(
    experiment_names=["heat_demand"],
    filter_string=solved,
    order_by=["metrics.val_mae ASC"],
)
run_id = runs.loc[0, "run_id"]
run = mlflow.get_run(run_id)
alpha = float(run.data.params["alpha"])
model = Ridge(alpha=alpha).fit(X, y)
with mlflow.start_run(run_name="final") as final_run:
    mlflow.log_param("alpha", alpha)
    info = mlflow.sklearn.log_model(
        model, name="heat", input_example=X.head()
    )
heat_model = mlflow.pyfunc.load_model(info.model_uri)
homes = pd.read_csv("new_homes.csv")
homes["people"] = homes["people"].fillna(1).astype(int)
homes["kwh"] = heat_model.predict(homes)

# %% check
from sklearn.linear_model import Ridge as _Ridge

assert set(runs["experiment_id"]) == {_tuning}, (
    "the list holds runs of another experiment"
)
assert set(runs["params.model"]) == {"ridge"}, (
    "the list holds runs of another kind of model"
)
assert set(runs["tags.solved"]) == {"yes"}, (
    "the list holds runs that were not solved"
)
assert run_id != _worst, (
    "the run that was found is the one with the highest error"
)
assert run_id == _best, (
    "the run that was found is not the one with the lowest error"
)
assert model.alpha == 2.5, "the alpha is not that of the best run"
expected = _Ridge(alpha=2.5).fit(X, y)
filled = _new.fillna(1)
assert list(homes["people"]) == list(filled["people"]), (
    "homes without a number of people do not count one"
)
assert abs(homes["kwh"] - expected.predict(filled)).max() < 1e-6, (
    "the predictions are not those of the refitted model"
)
assert info.signature is not None, "the model has no signature"
stored = _client.get_run(final_run.info.run_id)
assert stored.info.run_name == "final", "the run is not called final"
assert stored.data.params.get("alpha") == "2.5", (
    "the final run does not hold the alpha"
)
assert info.run_id == final_run.info.run_id, (
    "the model belongs to another run than the final one"
)
