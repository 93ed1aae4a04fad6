# /// snippet
# title = "Learn log rentals on a split that can be repeated, R2 in rentals"
# domain = "spark-ml"
# objectives = ["where-a-log-transform-is-appropriate", "exponentiate-log-transformed-variables-before-metrics", "regression-metrics", "choose-the-metric-for-a-goal"]
# docs = "https://spark.apache.org/docs/latest/ml-classification-regression.html#decision-tree-regression"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(70):
    _degrees = float((_i * 17) % 31)
    _rain = float((_i * 7) % 5)
    _rentals = int(
        max(0, 1.22**_degrees - 2 * _rain + (_i * 5) % 4 - 1)
    )
    _rows.append((_i, _degrees, _rain, _rentals))
days_df = (
    spark.createDataFrame(
        _pd.DataFrame(
            _rows, columns=["day", "degrees", "rain", "rentals"]
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
import pyspark.sql.functions as f
import pyspark.ml.evaluation as ev
import pyspark.ml.regression as mr
import pyspark.ml.feature as mf


def with_features(days):
    assembler = mf.VectorAssembler(outputCol="weather")
    assembler.setInputCols(["degrees", "rain"])
    return assembler.transform(days)


days_df = days_df.withColumn("log_rentals", f.log1p(f.col("rentals")))
train, test = days_df.randomSplit([0.8, 0.2], seed=3)
tree = mr.DecisionTreeRegressor(
    featuresCol="weather", labelCol="log_rentals", maxDepth=4
)
tree_model = tree.fit(with_features(train))
logs = tree_model.transform(with_features(test))
rentals = logs.select(
    "*", f.expm1(f.col("prediction")).alias("forecast")
)
r2 = ev.RegressionEvaluator(
    labelCol="rentals", predictionCol="forecast"
).setMetricName("r2")
test_r2 = r2.evaluate(rentals)
influence = tree_model.featureImportances.toArray()

# %% check
import numpy as np
from sklearn.metrics import r2_score

train_again, test_again = days_df.randomSplit([0.8, 0.2], seed=3)
ids = {row["day"] for row in test_again.collect()}
scored = rentals.toPandas()
assert train.count() > test.count(), (
    "most days are held back from training"
)
assert set(test.toPandas()["day"]) == ids, (
    "the days that are held back differ between executions"
)
assert set(scored["day"]) == ids, (
    "the forecasts are not those of the days that were held back"
)
counts = np.array([row["rentals"] for row in days_df.collect()])
root = tree_model.transform(with_features(train_again)).toPandas()
assert np.allclose(root["log_rentals"], np.log1p(root["rentals"])), (
    "the tree did not learn the logarithm of one plus the rentals"
)
assert abs(root["prediction"].mean() - root["log_rentals"].mean()) < (
    1e-6
), "the tree was not trained on the training days"
expected = tree_model.transform(with_features(test_again)).toPandas()
expected = np.exp(expected.sort_values("day")["prediction"]) - 1
got = scored.sort_values("day")["forecast"]
assert np.allclose(got, expected), (
    "the forecasts do not undo the logarithm that was learned"
)
assert abs(
    test_r2 - r2_score(scored["rentals"], scored["forecast"])
) < (1e-9), "the value that is called R2 is not the R2 of the rentals"
assert len(influence) == 2 and influence[0] > influence[1], (
    "the temperature does not matter most"
)
