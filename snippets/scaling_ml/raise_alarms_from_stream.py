# /// snippet
# title = "Keep the alarms of all files of readings, one file at a time"
# domain = "scaling-ml"
# objectives = ["streaming-inference", "distributed-inference", "deployment"]
# docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html#using-foreach-and-foreachbatch"
# requires = []
# ///

# %% given
import json as _json
import pathlib as _pathlib

import mlflow as _mlflow
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import LinearRegression as _LinearRegression

_readings = _pd.DataFrame(
    [
        (_i, (_i * 37) % 50 / 50, (_i * 23) % 50 / 50)
        for _i in range(12)
    ],
    columns=["pump_id", "heat", "noise"],
)
_folder = _pathlib.Path("readings")
_folder.mkdir()
for _n in range(3):
    _lines = [
        _json.dumps(row) for row in _readings[_n::3].to_dict("records")
    ]
    (_folder / f"{_n}.json").write_text("\n".join(_lines))
_X = _readings[["heat", "noise"]]
_y = 0.7 * _X["heat"] + 0.3 * _X["noise"]
for _target in (_y, _X["noise"]):
    _model = _LinearRegression().fit(_X, _target)
    with _mlflow.start_run():
        _mlflow.sklearn.log_model(
            _model,
            name="model",
            signature=_infer_signature(_X, _model.predict(_X)),
            registered_model_name="fault_model",
            pip_requirements=["scikit-learn"],
        )
_MlflowClient().set_registered_model_alias("fault_model", "champion", 1)
spark.createDataFrame(
    [], "pump_id long, heat double, noise double, risk double"
).write.saveAsTable("alarms")

# %% snippet
import mlflow

fault_risk = mlflow.pyfunc.spark_udf(
    spark,
    model_uri="models:/fault_model@champion",
    result_type="double",
    env_manager="local",
)


def save_batch(batch_df, batch_id):
    batch_df.write.mode("append").saveAsTable("alarms")


readings_df = (
    spark.readStream.option("maxFilesPerTrigger", 1)
    .schema("pump_id long, heat double, noise double")
    .json("readings")
)
risk_df = readings_df.withColumn("risk", fault_risk("heat", "noise"))
alarm_df = risk_df.filter("risk > 0.5")
(
    alarm_df.writeStream.foreachBatch(save_batch)
    .outputMode("append")
    .option("checkpointLocation", "checkpoints/alarms")
    .trigger(availableNow=True)
    .start(queryName="alarms")
    .awaitTermination()
)
alarms = spark.table("alarms").orderBy("pump_id").collect()

# %% check
expected = {
    int(number): risk
    for number, risk in zip(_readings["pump_id"], _y)
    if risk > 0.5
}
found = {row["pump_id"]: row["risk"] for row in alarms}
assert set(found) <= set(expected), "there are alarms without a risk"
assert set(found) == set(expected), (
    "the table does not hold the alarms of all files"
)
assert len(alarms) == len(found), "an alarm is there twice"
for number, risk in found.items():
    assert abs(risk - expected[number]) < 1e-6, (
        "a risk is not that of the model"
    )
