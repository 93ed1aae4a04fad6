# /// snippet
# title = "Try tree depths two at a time on a quarter held back, and keep each tree"
# domain = "scaling-ml"
# objectives = ["random-grid-bayesian-search", "cross-validation-against-a-train-validation-split", "regression-metrics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.TrainValidationSplit.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(60):
    _distance = 1.0 + (_i * 17) % 23
    _stops = float((_i * 5) % 7)
    _minutes = 8.0 + 3 * _distance + 2 * _stops * (_distance > 9)
    _rows.append((_distance, _stops, _minutes + (_i * 11) % 6))
trips_df = (
    spark.createDataFrame(
        _pd.DataFrame(_rows, columns=["distance", "stops", "minutes"])
    )
    .coalesce(1)
    .cache()
)

# %% snippet
import numpy as np
from pyspark.ml.regression import DecisionTreeRegressor
from pyspark.ml.feature import VectorAssembler
from pyspark.ml import evaluation, tuning

mae = evaluation.RegressionEvaluator(
    labelCol="minutes", metricName="mae"
)
tree = DecisionTreeRegressor(labelCol="minutes", seed=1)
grid = tuning.ParamGridBuilder()
grid = grid.addGrid(tree.maxDepth, [1, 2, 5]).build()
search = tuning.TrainValidationSplit(
    estimator=tree,
    estimatorParamMaps=grid,
    evaluator=mae,
    trainRatio=0.75,
    parallelism=2,
    collectSubModels=True,
    seed=6,
)
assembler = VectorAssembler(
    inputCols=["distance", "stops"], outputCol="features"
)
search_model = search.fit(assembler.transform(trips_df))
errors = search_model.validationMetrics
best_tree = search_model.subModels[int(np.argmin(errors))]
best_mae = min(search_model.validationMetrics)
nodes = [model.numNodes for model in search_model.subModels]

# %% check
assert search.getParallelism() == 2, (
    "the trees of the search were fitted one after another"
)
assert search.getTrainRatio() > 0.5, (
    "most of the rows were held back for validation"
)
assert search.getTrainRatio() == 0.75, (
    "another part than a quarter was held back for validation"
)
assert search.isSet("seed"), (
    "the rows held back differ from one session to the next"
)
assert mae.getMetricName() == "mae", (
    "the values that are called MAE are something else"
)
depths = [model.depth for model in search_model.subModels]
assert depths == [1, 2, 5], "the search never varied the depth"
assert len(set(errors)) == 3, "depths have the same error"
assert nodes == sorted(nodes), "a deeper tree has fewer nodes"
assert best_mae == sorted(errors)[0], (
    "the error that is called best is the largest of the search"
)
assert best_tree.depth == search_model.bestModel.depth, (
    "the tree that is called best has the largest error"
)
assert best_tree.numFeatures == 2, (
    "the trees did not learn from the distance and the stops"
)
