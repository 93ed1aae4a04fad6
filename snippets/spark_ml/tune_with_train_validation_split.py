# /// snippet
# title = "Tune a regression, with a fifth held back for validation"
# domain = "spark-ml"
# objectives = ["pipeline", "develop-a-training-pipeline", "cross-validation-against-a-train-validation-split", "regression-metrics"]
# docs = "https://spark.apache.org/docs/latest/ml-tuning.html#train-validation-split"
# requires = []
# ///

# %% given
import pandas as _pd


def _houses(n, shift):
    rows = []
    for i in range(n):
        size = 40.0 + (i * 29 + shift * 7) % 120
        age = float((i * 13 + shift) % 50)
        noise = (i * 31 + shift * 17) % 37 - 18
        rows.append((i, size, age, 30 + 2.5 * size - 1.2 * age + noise))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows, columns=["house_id", "size", "age", "price"]
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _houses(48, 0)
test_df = _houses(20, 5)

# %% snippet
from pyspark.ml.regression import LinearRegression
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml import Pipeline
from pyspark.ml.tuning import ParamGridBuilder, TrainValidationSplit

assembler = VectorAssembler(
    inputCols=["size", "age"], outputCol="features"
)
lr = LinearRegression(labelCol="price", maxIter=5)
pipeline = Pipeline(stages=[assembler, lr])
grid = ParamGridBuilder().addGrid(lr.regParam, [50.0, 0.1]).build()
evaluator = RegressionEvaluator(
    labelCol="price", predictionCol="prediction", metricName="rmse"
)
tvs = TrainValidationSplit(
    estimator=pipeline,
    estimatorParamMaps=grid,
    evaluator=evaluator,
    trainRatio=0.8,
    seed=7,
)
tvs_model = tvs.fit(train_df)
best_model = tvs_model.bestModel
predictions = best_model.transform(test_df)
test_rmse = evaluator.evaluate(predictions)

# %% check
from pyspark.ml import PipelineModel
from pyspark.ml.regression import LinearRegressionModel

assert isinstance(best_model, PipelineModel), (
    "the best model is not a fitted pipeline"
)
assert len(best_model.stages) == 2, (
    "the best model has lost its preprocessing stage"
)
assert best_model.stages[0].getInputCols() == ["size", "age"], (
    "the model did not learn from the size and the age"
)
regression = best_model.stages[-1]
assert isinstance(regression, LinearRegressionModel), (
    "the best model does not end in a regression"
)
assert len(tvs_model.validationMetrics) == 2, (
    "the search compared another number of settings than two"
)
assert regression.getRegParam() == 0.1, (
    "the best model is the one with the largest error"
)
assert tvs.isSet("seed"), (
    "the rows held back for validation differ from session to session"
)
assert tvs_model.getTrainRatio() > 0.5, (
    "most of the training rows were held back for validation"
)
assert tvs_model.getTrainRatio() == 0.8, (
    "the training rows were not split at four to one"
)
learned = regression.summary.predictions.toPandas()
train = train_df.toPandas()
assert sorted(learned["price"]) == sorted(train["price"]), (
    "the model was trained on other rows than the training rows"
)
scored = predictions.toPandas()
test = test_df.toPandas()
assert sorted(scored["price"]) == sorted(test["price"]), (
    "the score does not come from the test rows"
)
error = scored["price"] - scored["prediction"]
rmse = (error**2).mean() ** 0.5
assert abs(test_rmse - error.abs().mean()) > 1e-6, (
    "the value that is called RMSE is the mean absolute error"
)
assert abs(test_rmse - rmse) < 1e-6, (
    "the value that is called RMSE is not the root mean squared error"
)
assert rmse < 20, "the predictions are far from the prices"
