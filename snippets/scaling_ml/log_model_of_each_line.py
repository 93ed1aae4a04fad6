# /// snippet
# title = "Train a model per product line and log each in its own run"
# domain = "scaling-ml"
# objectives = ["distributed-training", "pandas-function-api", "parallelise-single-node-models-for-tuning", "log-metrics-artifacts-and-models-by-hand"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#grouped-map"
# requires = []
# ///

# %% given
import pandas as _pd

_slopes = {"bikes": 2.5, "boots": -1.0, "tents": 0.75}
_demand = _pd.DataFrame(
    [
        (
            _line,
            float(_week),
            40 + _slope * _week + ((_week * 5) % 7) / 10,
        )
        for _line, _slope in _slopes.items()
        for _week in range(10)
    ],
    columns=["line", "week", "units"],
)
demand_df = spark.createDataFrame(_demand).repartition(2).cache()

# %% snippet
import mlflow
import pandas as pd
from sklearn.linear_model import Ridge


def train_line(key: tuple, demand: pd.DataFrame) -> pd.DataFrame:
    model = Ridge(alpha=0.5).fit(demand[["week"]], demand["units"])
    r2 = model.score(demand[["week"]], demand["units"])
    trend = float(model.coef_[0])
    return pd.DataFrame(
        {"line": [key[0]], "trend": [trend], "r2": [r2]}
    )


trained_df = demand_df.groupBy("line").applyInPandas(
    train_line, schema="line string, trend double, r2 double"
)
trained = trained_df.orderBy("line").collect()
mlflow.set_experiment("demand_by_line")
with mlflow.start_run(run_name="all_lines"):
    for row in trained:
        with mlflow.start_run(run_name=row["line"], nested=True):
            mlflow.log_param("line", row["line"])
            mlflow.log_metrics({"trend": row["trend"], "r2": row["r2"]})

# %% check
import numpy as np
from mlflow import MlflowClient
from sklearn.linear_model import Ridge

client = MlflowClient()
experiment = client.get_experiment_by_name("demand_by_line")
assert experiment is not None, "there is no experiment demand_by_line"
runs = client.search_runs([experiment.experiment_id])
assert len(runs) == 4, "the experiment does not hold four runs"
parents = [
    run for run in runs if "mlflow.parentRunId" not in run.data.tags
]
assert len(parents) == 1, "there is not one run above the others"
assert not parents[0].data.metrics, "the run above has metrics"
lines = {
    run.data.params.get("line"): run
    for run in runs
    if run is not parents[0]
}
assert set(lines) == set(_slopes), (
    "there is not one run with the parameter line for each line"
)
for name, run in lines.items():
    rows = _demand[_demand["line"] == name]
    model = Ridge(alpha=0.5).fit(rows[["week"]], rows["units"])
    assert run.info.run_name == name, "a run is not called as its line"
    assert np.isclose(run.data.metrics.get("trend"), model.coef_[0]), (
        "a logged trend is not that of the line"
    )
    r2 = model.score(rows[["week"]], rows["units"])
    assert np.isclose(run.data.metrics.get("r2"), r2), (
        "a logged r2 is not that of the line's model"
    )
