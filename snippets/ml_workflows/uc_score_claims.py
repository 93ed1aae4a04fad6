# /// snippet
# title = "Score claims on Spark with the champion of a Unity Catalog model"
# domain = "ml-workflows"
# objectives = ["model-registry", "deployment", "batch-inference", "distributed-inference"]
# docs = "https://docs.databricks.com/machine-learning/manage-model-lifecycle/index.html"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import LinearRegression as _LinearRegression

_mlflow.set_registry_uri("databricks-uc")
_X = _pd.DataFrame(
    {"damage": [120.0, 800.0, 430.0, 60.0], "age": [2.0, 9.0, 5.0, 1.0]}
)


def _register(model):
    with _mlflow.start_run():
        _mlflow.sklearn.log_model(
            model,
            name="model",
            signature=_infer_signature(_X, model.predict(_X)),
            registered_model_name="insurance.claims.cost",
        )
    return model


_champion = _register(
    _LinearRegression().fit(_X, 50 + 0.9 * _X["damage"] - 4 * _X["age"])
)
_draft = _register(_LinearRegression().fit(_X, 10 + 0.5 * _X["damage"]))
_mlflow.MlflowClient().set_registered_model_alias(
    "insurance.claims.cost", "champion", 1
)
_claims = [(1, 200.0, 3.0), (2, 950.0, 7.0), (3, 75.0, 2.0)]
claims_df = spark.createDataFrame(
    _claims, "claim_id int, damage double, age double"
).coalesce(1)

# %% snippet
import mlflow
from pyspark.sql import functions as F

mlflow.set_registry_uri("databricks-uc")
predict_cost = mlflow.pyfunc.spark_udf(
    spark,
    model_uri="models:/insurance.claims.cost@champion",
    result_type="double",
    env_manager="local",
)
scored_df = claims_df.withColumn(
    "expected_cost", predict_cost("damage", "age")
)
large_df = scored_df.filter(F.col("expected_cost") > 200)
large = large_df.orderBy(F.desc("expected_cost")).collect()

# %% check
import numpy as np

asked = _pd.DataFrame(_claims, columns=["claim_id", "damage", "age"])
costs = _champion.predict(asked[["damage", "age"]])
assert [row["claim_id"] for row in large] == [2, 1], (
    "the large claims are not the two that the champion finds large"
)
assert np.allclose(
    [row["expected_cost"] for row in large], [costs[1], costs[0]]
), "the expected costs are not those of the champion"
