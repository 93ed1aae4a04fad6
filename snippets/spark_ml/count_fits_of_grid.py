# /// snippet
# title = "Count the fits of a grid search, and report its best depth"
# domain = "spark-ml"
# objectives = ["perform-cross-validation", "number-of-models-trained", "random-grid-bayesian-search", "regression-metrics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidator.html"
# requires = []
# ///

# %% given
import pandas as _pd
from pyspark.ml.feature import VectorAssembler as _VectorAssembler

_rows = []
for _i in range(48):
    _wind = float((_i * 7) % 24)
    _height = 60.0 + (_i * 11) % 50
    _output = 3.0 * min(_wind, 15.0) + 0.2 * _height + (_i * 13) % 5
    _rows.append((_wind, _height, _output))
turbines_df = (
    _VectorAssembler(inputCols=["wind", "height"], outputCol="features")
    .transform(
        spark.createDataFrame(
            _pd.DataFrame(_rows, columns=["wind", "height", "output"])
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.regression import DecisionTreeRegressor

tree = DecisionTreeRegressor(labelCol="output", featuresCol="features")
depths = [1, 4]
grid = ParamGridBuilder().addGrid(tree.maxDepth, depths).build()
evaluator = RegressionEvaluator(labelCol="output", metricName="rmse")
cv = CrossValidator(
    estimator=tree,
    estimatorParamMaps=grid,
    evaluator=evaluator,
    numFolds=3,
    seed=8,
    collectSubModels=True,
)
cv_model = cv.fit(turbines_df)
fits = len(grid) * cv.getNumFolds() + 1
rmse = cv_model.avgMetrics
choose = max if evaluator.isLargerBetter() else min
best_depth = depths[rmse.index(choose(rmse))]
best_rmse = min(cv_model.avgMetrics)
fold_depths = [
    [model.depth for model in models] for models in cv_model.subModels
]

# %% check
assert cv_model.getNumFolds() == 3, (
    "the rows were cut into another number of folds than three"
)
assert [len(models) for models in cv_model.subModels] == [2, 2, 2], (
    "another number of models was fitted in each fold than two"
)
assert fits == sum(map(len, cv_model.subModels)) + 1, (
    "the number of fits is not what the search has fitted"
)
assert cv.isSet("seed"), "the folds differ from one session to the next"
assert evaluator.getMetricName() == "rmse", (
    "the values that are called RMSE are something else"
)
assert rmse[1] < rmse[0], "the deeper tree does not err less"
assert fold_depths == [[1, 4]] * 3, "the search never varied the depth"
assert best_depth == 4, (
    "the depth that is called best has the largest error"
)
assert cv_model.bestModel.depth == best_depth, (
    "the best model has another depth than the one reported"
)
assert best_rmse == rmse[1], (
    "the error that is called best is the largest of the search"
)
assert cv_model.bestModel.numFeatures == 2, (
    "the trees did not learn from both features"
)
