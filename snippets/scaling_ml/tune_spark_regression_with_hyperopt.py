# /// snippet
# title = "Lower the error of a Spark ML regression with Hyperopt"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "regression-metrics"]
# docs = "https://docs.databricks.com/en/machine-learning/automl-hyperparam-tuning/hyperopt-concepts.html"
# requires = ["hyperopt"]
# ///

# %% given
from pyspark.ml.feature import VectorAssembler as _VectorAssembler

_rows = [
    (float(_i), float((_i * 7) % 9), 3.0 * _i + (_i * 13) % 11)
    for _i in range(30)
]
_df = spark.createDataFrame(
    _rows, "mileage double, age double, cost double"
)
_df = _VectorAssembler(
    inputCols=["mileage", "age"], outputCol="features"
).transform(_df)
train_df = _df.filter("mileage % 3 > 0").coalesce(1).cache()
val_df = _df.filter("mileage % 3 = 0").coalesce(1).cache()

# %% snippet
import hyperopt as ho
import numpy as np
from pyspark.ml import evaluation, regression

judge = evaluation.RegressionEvaluator(labelCol="cost")


def validate(alpha):
    lr = regression.LinearRegression(labelCol="cost", regParam=alpha)
    model = lr.setMaxIter(3).fit(train_df)
    rmse = judge.evaluate(model.transform(val_df))
    return {"loss": rmse, "status": ho.STATUS_OK}


space = ho.hp.loguniform("alpha", np.log(0.01), np.log(10))
trials = ho.Trials()
ho.fmin(
    fn=validate,
    space=space,
    algo=ho.tpe.suggest,
    max_evals=3,
    trials=trials,
    rstate=np.random.default_rng(8),
)
lowest_rmse = trials.best_trial["result"]["loss"]

# %% check
from pyspark.ml.evaluation import RegressionEvaluator as _Evaluator
from pyspark.ml.regression import LinearRegression as _Regression

tried = trials.vals["alpha"]
assert len(tried) == 3, "there were not three trials"
assert all(0.01 <= alpha <= 10 for alpha in tried), (
    "penalties beyond 10 were tried"
)
errors = [
    _Evaluator(labelCol="cost", metricName="rmse").evaluate(
        _Regression(labelCol="cost", regParam=alpha, maxIter=3)
        .fit(train_df)
        .transform(val_df)
    )
    for alpha in tried
]
assert abs(lowest_rmse - min(errors)) < 1e-9, (
    "the error is not the lowest RMSE of the trials"
)
