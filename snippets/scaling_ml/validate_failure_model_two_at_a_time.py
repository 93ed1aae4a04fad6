# /// snippet
# title = "Cross-validate two models at a time, and report the lowest log loss"
# domain = "scaling-ml"
# objectives = ["perform-cross-validation", "number-of-models-trained", "classification-metrics", "random-grid-bayesian-search"]
# docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
# requires = []
# ///

# %% given
import pandas as _pd
from pyspark.ml.feature import VectorAssembler as _VectorAssembler

_rows = []
for _i in range(48):
    _hours = float((_i * 29) % 50)
    _load = 1.0 + (_i * 7) % 9
    _failed = float(_hours + 4 * _load + (_i * 13) % 31 > 58)
    _rows.append((_hours, _load, _failed))
drives_df = (
    _VectorAssembler(inputCols=["hours", "load"], outputCol="features")
    .transform(
        spark.createDataFrame(
            _pd.DataFrame(_rows, columns=["hours", "load", "failed"])
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder

folds = 2
penalties = [0.01, 1.0, 5.0]
lr = LogisticRegression(labelCol="failed", maxIter=4)
log_loss = MulticlassClassificationEvaluator(
    labelCol="failed", metricName="logLoss"
)
grid = ParamGridBuilder().addGrid(lr.regParam, penalties).build()
n_fits = folds * len(grid) + 1
cv = CrossValidator(
    estimator=lr,
    estimatorParamMaps=grid,
    evaluator=log_loss,
    numFolds=folds,
    parallelism=2,
    collectSubModels=True,
    seed=4,
)
cv_model = cv.fit(drives_df)
losses = cv_model.avgMetrics
sign = 1 if log_loss.isLargerBetter() else -1
ranked = sorted(zip(losses, penalties), key=lambda pair: sign * pair[0])
best_penalty = ranked[-1][1]
lowest_loss = min(losses)
first_fold = cv_model.subModels[0]
intercepts = [model.intercept for model in first_fold]

# %% check
assert cv.getParallelism() == 2, (
    "the models of the search were fitted one after another"
)
assert cv_model.getNumFolds() == 2, (
    "the rows were cut into another number of folds than two"
)
assert [len(fold) for fold in cv_model.subModels] == [3, 3], (
    "another number of models was fitted in each fold than three"
)
assert n_fits == 7, "the number of fits is not what the search fits"
assert cv.isSet("seed"), "the folds differ from one session to the next"
assert len(set(losses)) == 3, "the search never varied the penalty"
assert log_loss.getMetricName() == "logLoss", (
    "the values that are called log loss are something else"
)
assert cv_model.bestModel.numFeatures == 2, (
    "the models did not learn from both features"
)
assert cv_model.bestModel.getRegParam() == best_penalty, (
    "the penalty that is called best has the largest loss"
)
assert lowest_loss == sorted(losses)[0], (
    "the loss that is called the lowest is the largest of the search"
)
assert len(set(intercepts)) == 3, (
    "the first fold does not have three models"
)
