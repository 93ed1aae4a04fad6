# /// snippet
# title = "Let AutoML forecast the water that each district uses in the next quarter, month by month"
# domain = "databricks-ml"
# objectives = ["automl", "how-automl-helps-with-model-and-feature-selection", "what-automl-brings-to-development"]
# docs = "https://docs.databricks.com/machine-learning/automl/automl-api-reference.html"
# requires = []
# ///

# %% given
import pandas as _pd

_months = _pd.date_range("2015-07-01", periods=120, freq="MS")
water_df = _pd.DataFrame(
    [
        (month, district, use)
        for number, month in enumerate(_months)
        for district, use in [
            ("harbour", 900.0 + 40 * (number % 12)),
            ("old town", 300.0 + 25 * (number % 12) + number % 3),
        ]
    ],
    columns=["month", "district", "megalitres"],
)

# %% snippet
from pyspark.sql import functions as F
from databricks.automl import forecast
import mlflow

summary = forecast(
    water_df,
    target_col="megalitres",
    time_col="month",
    identity_col=["district"],
    horizon=3,
    frequency="month",
    timeout_minutes=10,
    output_database="waterworks",
)
best = summary.best_trial
with mlflow.start_run(run_name="water_forecast") as run:
    mlflow.log_param("best_run_id", best.mlflow_run_id)
    mlflow.log_metric("val_smape", best.evaluation_metric_score)
predicted_df = spark.table(summary.output_table_name)
use_df = predicted_df.groupBy("month").agg(
    F.sum("megalitres").alias("use")
)
use = use_df.orderBy("month").collect()

# %% check
trials = {
    trial.info.run_id: trial.data.metrics
    for trial in mlflow.MlflowClient().search_runs(
        [summary.experiment.experiment_id]
    )
}
lowest = min(metrics["val_smape"] for metrics in trials.values())
assert max(metrics["val_smape"] for metrics in trials.values()) > (
    lowest
), "all trials have the same error"
assert best.mlflow_run_id in trials, "the trial has no run"
assert trials[best.mlflow_run_id]["val_smape"] == lowest, (
    "the trial is not the one with the lowest error"
)
months = [row["month"].strftime("%Y-%m-%d") for row in use]
assert months[:1] == ["2025-07-01"], (
    "the forecast does not begin with the month after the last one"
)
assert months == ["2025-07-01", "2025-08-01", "2025-09-01"], (
    "the forecast is not for the three months of the next quarter"
)
assert "district" in predicted_df.columns, (
    "the forecast mixes the water of all districts"
)
parts = predicted_df.toPandas()
assert len(parts) == 6, (
    "there is not one forecast for each district and month"
)
assert abs(
    sum(row["use"] for row in use) - parts["megalitres"].sum()
) < (1e-6), "the use is not the sum over the districts"
logged = mlflow.get_run(run.info.run_id)
assert logged.info.run_name == "water_forecast", (
    "the run is not called water_forecast"
)
assert logged.data.params == {"best_run_id": best.mlflow_run_id}, (
    "the run does not hold the best trial's id as its parameter"
)
assert logged.data.metrics == {"val_smape": lowest}, (
    "the run does not hold the lowest error as its metric"
)
