# /// snippet
# title = "Learn the logarithm of a price, judge the error in euros"
# domain = "spark-ml"
# objectives = ["where-a-log-transform-is-appropriate", "exponentiate-log-transformed-variables-before-metrics", "regression-metrics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.expm1.html"
# requires = []
# ///

# %% given
import math as _math

import pandas as _pd


def _cars(n, shift):
    rows = []
    for i in range(n):
        age = float((i * 7 + shift) % 15)
        power = 60.0 + (i * 31 + shift * 7) % 140
        noise = ((i * 13 + shift) % 11 - 5) / 40
        price = _math.exp(2.2 - 0.13 * age + 0.006 * power + noise)
        rows.append((i, age, power, round(price, 2)))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows, columns=["car_id", "age", "power", "price"]
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _cars(45, 0)
test_df = _cars(15, 4)

# %% snippet
from pyspark.sql import functions as F
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.regression import LinearRegression
from pyspark.ml import Pipeline
from pyspark.ml.feature import VectorAssembler

logged_df = train_df.withColumn("log_price", F.log1p("price"))
assembler = VectorAssembler(
    inputCols=["age", "power"], outputCol="features"
)
lr = LinearRegression(
    featuresCol="features", labelCol="log_price", solver="normal"
)
model = Pipeline(stages=[assembler, lr]).fit(logged_df)
predictions = model.transform(test_df).withColumn(
    "price_predicted", F.expm1("prediction")
)
evaluator = RegressionEvaluator(
    labelCol="price",
    predictionCol="price_predicted",
    metricName="mae",
)
mae_in_euros = evaluator.evaluate(predictions)
per_year = model.stages[-1].coefficients[0]

# %% check
import numpy as np

scored = predictions.toPandas()
learned = model.stages[-1].summary.predictions.toPandas()
assert np.allclose(
    sorted(learned["log_price"]),
    sorted(np.log1p(train_df.toPandas()["price"])),
), "the model did not learn the logarithm of one plus the price"
assert model.stages[0].getInputCols() == ["age", "power"], (
    "the model did not learn from the age and the power alone"
)
assert np.allclose(
    scored["price_predicted"], np.exp(scored["prediction"]) - 1
), "the predicted prices do not undo the logarithm that was learned"
error = (scored["price"] - scored["price_predicted"]).abs()
assert abs(mae_in_euros - (error**2).mean() ** 0.5) > 1e-6, (
    "the value that is called MAE is the root mean squared error"
)
assert abs(mae_in_euros - error.mean()) < 1e-9, (
    "the error is not the mean distance to the price, in euros"
)
assert -0.2 < per_year < -0.05, (
    "the coefficient of the age is far from what a year costs"
)
