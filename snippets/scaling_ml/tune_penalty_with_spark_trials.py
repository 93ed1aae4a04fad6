# /// snippet
# title = "Search the penalty between 0.0001 and 1 on the cluster"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "parallelise-single-node-models-for-tuning", "random-grid-bayesian-search"]
# docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
# requires = ["hyperopt"]
# ///

# %% given
import numpy as _np

_rng = _np.random.default_rng(7)
_X = _rng.normal(size=(60, 4))
_y = _X @ _np.array([2.0, 0.0, -1.0, 0.0]) + _rng.normal(size=60)
X_train, X_val, y_train, y_val = _X[:40], _X[40:], _y[:40], _y[40:]

# %% snippet
from sklearn.linear_model import Lasso
from hyperopt import STATUS_OK, SparkTrials, fmin, hp, tpe
import numpy as np
from sklearn.metrics import mean_squared_error


def validate(params):
    model = Lasso(alpha=params["alpha"]).fit(X_train, y_train)
    mse = mean_squared_error(y_val, model.predict(X_val))
    return {"loss": mse, "status": STATUS_OK}


space = {"alpha": hp.loguniform("alpha", np.log(1e-4), np.log(1))}
trials = SparkTrials(parallelism=2)
best = fmin(
    validate,
    space,
    algo=tpe.suggest,
    max_evals=4,
    trials=trials,
    rstate=np.random.default_rng(1),
)
model = Lasso(alpha=best["alpha"]).fit(X_train, y_train)
best_mse = trials.best_trial["result"]["loss"]

# %% check
from sklearn.linear_model import Lasso as _Lasso

tried = trials.vals["alpha"]
assert len(tried) == 4, "there were not four trials"
assert all(1e-4 <= alpha <= 1 for alpha in tried), (
    "penalties beyond 1 were tried"
)


def _mse(alpha):
    again = _Lasso(alpha=alpha).fit(X_train, y_train)
    return ((y_val - again.predict(X_val)) ** 2).mean()


errors = [_mse(alpha) for alpha in tried]
assert abs(best_mse - min(errors)) < 1e-9, (
    "the best error is not the lowest of the trials"
)
assert abs(_mse(model.alpha) - min(errors)) < 1e-9, (
    "the model does not have the penalty with the lowest error"
)
fitted = _Lasso(alpha=model.alpha).fit(X_train, y_train)
assert abs(model.coef_ - fitted.coef_).max() < 1e-9, (
    "the model was not fitted on the training rows"
)
