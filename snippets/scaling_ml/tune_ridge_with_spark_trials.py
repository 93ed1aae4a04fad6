# /// snippet
# title = "Search four trials on the cluster, two at a time, and log the best alpha"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "parallelise-single-node-models-for-tuning", "random-grid-bayesian-search", "experiment-tracking"]
# docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
# requires = ["hyperopt"]
# ///

# %% given
import numpy as _np

_rng = _np.random.default_rng(3)
X = _rng.normal(size=(45, 3))
y = X @ _np.array([3.0, -1.0, 0.0]) + _rng.normal(size=45)

# %% snippet
from sklearn.model_selection import cross_val_score
from hyperopt import SparkTrials, fmin, hp, space_eval, tpe
from sklearn.linear_model import Ridge
import numpy as np
import mlflow

spark_trials = SparkTrials(parallelism=2)
space = {"alpha": hp.choice("alpha", [5, 10, 20, 40, 80])}


def mean_error(params):
    scores = cross_val_score(
        Ridge(**params), X, y, cv=3, scoring="neg_mean_absolute_error"
    )
    return -scores.mean()


best = fmin(
    mean_error,
    space,
    algo=tpe.suggest,
    max_evals=4,
    trials=spark_trials,
    rstate=np.random.default_rng(2),
)
best_params = space_eval(space, best)
model = Ridge(**best_params).fit(X, y)
with mlflow.start_run(run_name="ridge") as run:
    mlflow.log_params(best_params)
    mlflow.log_metric("mae", min(spark_trials.losses()))

# %% check
from sklearn.linear_model import Ridge as _Ridge
from sklearn.model_selection import cross_val_predict as _predict

assert spark_trials.parallelism == 2, (
    "the trials did not run two at a time"
)
tried = [
    [5, 10, 20, 40, 80][int(at)] for at in spark_trials.vals["alpha"]
]
assert len(tried) == 4, "there were not four trials"
errors = [
    abs(y - _predict(_Ridge(alpha=alpha), X, y, cv=3)).mean()
    for alpha in tried
]
lowest = tried[errors.index(min(errors))]
assert model.alpha in (5, 10, 20, 40, 80), (
    "the model's alpha is none of those in the space"
)
assert model.alpha == lowest, (
    "the model does not have the alpha with the lowest error"
)
stored = mlflow.get_run(run.info.run_id)
assert stored.info.run_name == "ridge", "the run is not called ridge"
assert stored.data.params == {"alpha": str(lowest)}, (
    "the run does not hold the best alpha"
)
assert "mae" in stored.data.metrics, "the run holds no metric mae"
assert abs(stored.data.metrics["mae"] - min(errors)) < 1e-9, (
    "the run's error is not the lowest of the trials"
)
