# /// snippet
# title = "Let AutoML forecast the next two weeks of each shop into a table"
# domain = "databricks-ml"
# objectives = ["automl", "how-automl-helps-with-model-and-feature-selection", "what-automl-brings-to-development"]
# docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
# requires = []
# ///

# %% given
import pandas as _pd

_weeks = _pd.date_range("2025-01-05", periods=24, freq="W")
_sales = _pd.DataFrame(
    [
        (week, shop, units)
        for number, week in enumerate(_weeks)
        for shop, units in [
            ("central", 400.0 + 3 * number),
            ("kiosk", 2.0 + (number - 11) ** 2 / 12),
        ]
    ],
    columns=["week", "shop", "units"],
)
sales_df = spark.createDataFrame(_sales).coalesce(1)

# %% snippet
from databricks import automl

summary = automl.forecast(
    dataset=sales_df,
    target_col="units",
    time_col="week",
    identity_col="shop",
    frequency="W",
    horizon=2,
    primary_metric="mae",
    output_database="planning",
    timeout_minutes=5,
)
forecast_df = spark.table(summary.output_table_name)
forecast = forecast_df.orderBy("week").collect()
error = summary.best_trial.metrics["val_mae"]
run_ids = [trial.mlflow_run_id for trial in summary.trials]

# %% check
from mlflow import MlflowClient

runs = {
    run.info.run_id: run.data
    for run in MlflowClient().search_runs(
        [summary.experiment.experiment_id]
    )
}
assert sorted(run_ids) == sorted(runs), (
    "the ids are not those of the trials' runs"
)
assert "shop" in forecast_df.columns, (
    "the forecast mixes the sales of all shops"
)
asked = {
    (row["shop"], row["week"].strftime("%Y-%m-%d")) for row in forecast
}
shops = {shop for shop, _ in asked}
assert shops == {"central", "kiosk"}, (
    "there is not a forecast for each shop"
)
days = sorted({day for _, day in asked})
assert days[0] == "2025-06-22", (
    "the forecast does not begin with the week after the last one"
)
assert days == ["2025-06-22", "2025-06-29"], (
    "the forecast is not for the next two weeks"
)
assert len(forecast) == 4, (
    "there is not one forecast for each shop and week"
)
lowest = min(data.metrics["val_mae"] for data in runs.values())
assert runs[summary.best_trial.mlflow_run_id].metrics["val_mae"] == (
    lowest
), "the best trial is not the one with the lowest mean error"
assert error == lowest, (
    "the error is not the mean error of the best trial"
)
