# /// snippet
# title = "Register a Spark pipeline in Unity Catalog and find the version in use"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "register-a-model-with-the-mlflow-client-in-the-unity-catalog-registry", "promote-a-challenger-to-champion-with-aliases"]
# docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
# requires = []
# ///

# %% given
soil_df = spark.createDataFrame(
    [
        (
            5.0 + (i * 7) % 4,
            float((i * 5) % 9),
            2.0 + (i * 7) % 4 + (i * 5) % 9 / 3,
        )
        for i in range(18)
    ],
    ["acidity", "rain", "harvest"],
).coalesce(1)

# %% snippet
from pyspark.ml.regression import LinearRegression
import mlflow
from pyspark.ml import Pipeline
from pyspark.ml.feature import VectorAssembler
from mlflow.models import infer_signature

mlflow.set_registry_uri("databricks-uc")
features = ["acidity", "rain"]
assembler = VectorAssembler(inputCols=features, outputCol="features")
regression = LinearRegression(labelCol="harvest")
model = Pipeline(stages=[assembler, regression]).fit(soil_df)
harvests = model.transform(soil_df).select("prediction")
signature = infer_signature(soil_df.select(*features), harvests)
with mlflow.start_run(run_name="harvest") as run:
    mlflow.spark.log_model(
        model, artifact_path="pipeline", signature=signature
    )
registered = mlflow.register_model(
    f"runs:/{run.info.run_id}/pipeline", name="farm.crops.harvest"
)
client = mlflow.MlflowClient()
client.set_registered_model_alias(
    "farm.crops.harvest", "champion", registered.version
)
in_use = client.get_model_version_by_alias(
    name="farm.crops.harvest", alias="champion"
)
used_run_id = in_use.run_id

# %% check
_catalog = mlflow.MlflowClient(registry_uri="databricks-uc")
assert [item.name for item in _catalog.search_registered_models()] == [
    "farm.crops.harvest"
], "Unity Catalog does not hold the model"
assert int(in_use.version) == 1, "the version in use is not the new one"
assert used_run_id == run.info.run_id, (
    "the version in use does not come from the run"
)
info = mlflow.models.get_model_info(
    "models:/farm.crops.harvest@champion"
)
assert info.signature.inputs.input_names() == ["acidity", "rain"], (
    "the model's signature does not ask for acidity and rain"
)
assert info.signature.outputs is not None, (
    "the model's signature says nothing about its output"
)
assert "spark" in info.flavors, "the model is no Spark model"
assert model.stages[-1].numFeatures == 2, (
    "the model was not fitted to acidity and rain alone"
)
assert mlflow.get_run(run.info.run_id).info.run_name == "harvest", (
    "the run is not called harvest"
)
