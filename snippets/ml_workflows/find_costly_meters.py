# /// snippet
# title = "Register a bill model and find the meters whose bill will exceed 90"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "batch-inference", "distributed-inference"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(32):
    _night = 40.0 + (_i * 29) % 160
    _peak = 30.0 + (_i * 47) % 210
    _rows.append((_i, _night, _peak, 4 + 0.1 * _night + 0.4 * _peak))
_all = _pd.DataFrame(
    _rows, columns=["meter_id", "night_kwh", "peak_kwh", "bill"]
)
meters = _all[:20]
new_meters_df = spark.createDataFrame(
    _all[20:].drop(columns="bill")
).coalesce(1)

# %% snippet
import mlflow
from sklearn.linear_model import LinearRegression

inputs = ["night_kwh", "peak_kwh"]
model = LinearRegression()
model.fit(meters[inputs], meters["bill"])
with mlflow.start_run() as run:
    mlflow.set_tag("customers", "private")
    mlflow.log_param("inputs", len(inputs))
    mlflow.sklearn.log_model(
        model,
        name="bill",
        input_example=meters[inputs].head(2),
        registered_model_name="meter_bill",
    )
predict_bill = mlflow.pyfunc.spark_udf(
    spark,
    model_uri="models:/meter_bill/1",
    result_type="double",
    env_manager="local",
)
bills_df = new_meters_df.select(
    "meter_id", predict_bill("night_kwh", "peak_kwh").alias("bill")
)
costly_df = bills_df.filter("bill > 90").orderBy("meter_id")
costly = [row["meter_id"] for row in costly_df.collect()]

# %% check
expected = _all[20:]
expected = list(expected["meter_id"][expected["bill"] > 90])
assert 0 < len(expected) < 12
client = mlflow.MlflowClient()
found = client.search_model_versions("name='meter_bill'")
assert len(found) == 1, "the model is not registered exactly once"
assert found[0].run_id == run.info.run_id, (
    "the registered version does not come from the run"
)
logged = client.get_run(run.info.run_id).data
assert logged.tags.get("customers") == "private", (
    "the run has no tag customers"
)
assert logged.params.get("inputs") == "2", (
    "the run holds no parameter inputs"
)
assert costly == expected, (
    "the list does not hold the meters whose bill will exceed 90"
)
