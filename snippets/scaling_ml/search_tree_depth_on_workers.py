# /// snippet
# title = "Let the workers of the cluster try depths of a tree, two trials at a time"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "parallelise-single-node-models-for-tuning", "regression-metrics"]
# docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
# requires = ["hyperopt"]
# ///

# %% given
import numpy as _np

_rng = _np.random.default_rng(12)
_X = _rng.uniform(0, 10, size=(90, 2))
_y = _np.where(_X[:, 0] > 5, 8 + _X[:, 1], 20 - 2 * _X[:, 1])
_y = _y + _rng.normal(size=90)
X_train, X_val, y_train, y_val = _X[:60], _X[60:], _y[:60], _y[60:]
_scheduler = spark.sparkContext._jsc.sc().dagScheduler()
_jobs = _scheduler.numTotalJobs()

# %% snippet
from sklearn.tree import DecisionTreeRegressor
import hyperopt
import numpy as np
from sklearn.metrics import mean_absolute_error


def validate(depth):
    tree = DecisionTreeRegressor(max_depth=int(depth), random_state=0)
    tree.fit(X_train, y_train)
    return mean_absolute_error(y_val, tree.predict(X_val))


spark_trials = hyperopt.SparkTrials(parallelism=2)
best = hyperopt.fmin(
    fn=validate,
    space=hyperopt.hp.quniform("depth", 1, 8, 1),
    algo=hyperopt.tpe.suggest,
    max_evals=5,
    trials=spark_trials,
    rstate=np.random.default_rng(6),
)
lowest_mae = spark_trials.best_trial["result"]["loss"]
tree = DecisionTreeRegressor(
    max_depth=int(best["depth"]), random_state=0
)
tree.fit(np.r_[X_train, X_val], np.r_[y_train, y_val])

# %% check
from sklearn.tree import DecisionTreeRegressor as _Tree

tried = [int(depth) for depth in spark_trials.vals["depth"]]
assert len(tried) == 5, "there were not five trials"
assert _scheduler.numTotalJobs() - _jobs >= 5, (
    "the trials did not run on the workers"
)


def _mae(depth):
    again = _Tree(max_depth=depth, random_state=0).fit(X_train, y_train)
    return abs(y_val - again.predict(X_val)).mean()


errors = {depth: _mae(depth) for depth in tried}
assert len(set(errors.values())) > 1, "all trials have the same error"
assert abs(lowest_mae - min(errors.values())) < 1e-9, (
    "the error is not the lowest of the trials"
)
assert abs(errors[tree.max_depth] - min(errors.values())) < 1e-9, (
    "the tree does not have the depth with the lowest error"
)
expected = _Tree(max_depth=tree.max_depth, random_state=0).fit(_X, _y)
assert np.allclose(tree.predict(_X), expected.predict(_X)), (
    "the tree was not fitted to all rows"
)
