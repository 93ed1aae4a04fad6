# /// snippet
# title = "Score a Spark DataFrame with a registered model"
# domain = "scaling-ml"
# objectives = ["distributed-inference", "deployment", "batch-inference"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.spark_udf"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import LinearRegression as _LinearRegression

_rows = []
for _i in range(36):
    _area = 40.0 + (_i * 29) % 120
    _age = float((_i * 13) % 11)
    _city = ["Bern", "Oslo", "Riga", "Oslo"][_i % 4]
    _rows.append((_i, _city, _area, _age))
_houses = _pd.DataFrame(
    _rows, columns=["house_id", "city", "area", "age"]
)
houses_df = spark.createDataFrame(_houses).coalesce(1).cache()
_X = _houses[["area", "age"]]


def _register(price):
    model = _LinearRegression().fit(_X, price)
    with _mlflow.start_run():
        info = _mlflow.sklearn.log_model(
            model,
            name="model",
            signature=_infer_signature(_X, model.predict(_X)),
            pip_requirements=["scikit-learn"],
        )
    _mlflow.register_model(info.model_uri, "price_model")
    return model


_champion = _register(30.25 + 2.5 * _X["area"] - 1.2 * _X["age"])
_candidate = _register(90.75 + 1.5 * _X["area"] - 0.4 * _X["age"])
_MlflowClient().set_registered_model_alias("price_model", "champion", 1)

# %% snippet
from pyspark.sql import functions as F
import mlflow

predict_price = mlflow.pyfunc.spark_udf(
    spark,
    model_uri="models:/price_model@champion",
    result_type="double",
    env_manager="local",
)
scored_df = houses_df.withColumn(
    "predicted_price", predict_price("area", "age")
)
scored = scored_df.orderBy("house_id").collect()
city_df = scored_df.groupBy("city").agg(
    F.avg("predicted_price").alias("avg_price"),
    F.count("house_id").alias("houses"),
)
cities = city_df.orderBy(F.desc("avg_price")).collect()

# %% check
import numpy as np

assert scored_df.columns == [*houses_df.columns, "predicted_price"], (
    "the houses did not simply gain a column predicted_price"
)
assert dict(scored_df.dtypes)["predicted_price"] == "double", (
    "the predicted price is not a double"
)
assert [row["house_id"] for row in scored] == list(
    _houses["house_id"]
), "not every house has exactly one prediction"
values = np.array([row["predicted_price"] for row in scored])
assert not np.allclose(values, _candidate.predict(_X)), (
    "the predictions come from a version that is not the champion"
)
assert np.allclose(values, _champion.predict(_X)), (
    "the predictions are not those of the champion for these houses"
)
expected = _houses.assign(price=values).groupby("city")["price"].mean()
assert len(cities) == 3, "there is not one row for each city"
assert [row["city"] for row in cities] == list(
    expected.sort_values(ascending=False).index
), "the cities do not start with the most expensive"
for row in cities:
    assert abs(row["avg_price"] - expected[row["city"]]) < 1e-6, (
        "the average of a city is not the mean of its predictions"
    )
    assert row["houses"] == (_houses["city"] == row["city"]).sum(), (
        "the number of houses of a city is wrong"
    )
