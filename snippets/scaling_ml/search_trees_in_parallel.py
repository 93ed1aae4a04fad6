# /// snippet
# title = "Try every tree of a grid in a task of its own"
# domain = "scaling-ml"
# objectives = ["parallelise-single-node-models-for-tuning", "random-grid-bayesian-search", "pandas-function-api"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.repartition.html"
# requires = []
# ///

# %% given
import itertools as _itertools

import pandas as _pd

_rooms = _pd.DataFrame(
    [
        (
            float((_i * 11) % 17),
            float((_i * 7) % 5),
            20.0 + (_i * 11) % 17 * ((_i * 7) % 5) + (_i * 13) % 6,
        )
        for _i in range(60)
    ],
    columns=["outside", "open_hours", "kwh"],
)
train_df = spark.createDataFrame(_rooms[:40]).cache()
val_df = spark.createDataFrame(_rooms[40:]).cache()
_grid = list(_itertools.product([1, 2, 4], [1, 5]))
grid_df = spark.createDataFrame(
    _grid, "max_depth int, min_leaf int"
).coalesce(1)

# %% snippet
from sklearn.metrics import mean_absolute_error
from sklearn.tree import DecisionTreeRegressor

columns = ["outside", "open_hours"]
train_pdf = train_df.toPandas()
val_pdf = val_df.toPandas()


def try_trees(batches):
    for candidates in batches:
        errors = []
        for candidate in candidates.itertuples():
            tree = DecisionTreeRegressor(
                max_depth=candidate.max_depth,
                min_samples_leaf=candidate.min_leaf,
                random_state=0,
            ).fit(train_pdf[columns], train_pdf["kwh"])
            predicted = tree.predict(val_pdf[columns])
            errors.append(
                mean_absolute_error(val_pdf["kwh"], predicted)
            )
        yield candidates.assign(mae=errors)


grid_df = grid_df.repartition(6)
tried_df = grid_df.mapInPandas(
    try_trees, schema="max_depth int, min_leaf int, mae double"
)
best = tried_df.orderBy("mae").first()

# %% check
from sklearn.tree import DecisionTreeRegressor as _Tree


def _mae(depth, leaf):
    tree = _Tree(
        max_depth=depth, min_samples_leaf=leaf, random_state=0
    ).fit(_rooms[columns][:40], _rooms["kwh"][:40])
    predicted = tree.predict(_rooms[columns][40:])
    return abs(predicted - _rooms["kwh"][40:]).mean()


assert tried_df.rdd.getNumPartitions() == 6, (
    "the six candidates are not spread over six tasks"
)
errors = {pair: _mae(*pair) for pair in _grid}
assert (best["max_depth"], best["min_leaf"]) == min(
    errors, key=errors.get
), "the best tree is not the one with the smallest error"
assert abs(best["mae"] - min(errors.values())) < 1e-9, (
    "the best tree's error is not its error on the validation rows"
)
