# /// snippet
# title = "Search a tree's depth and leaf size for the lowest error"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "random-grid-bayesian-search", "regression-metrics"]
# docs = "https://hyperopt.github.io/hyperopt/getting-started/search_spaces/"
# requires = ["hyperopt"]
# ///

# %% given
import numpy as _np

_rng = _np.random.default_rng(11)
_X = _rng.uniform(0, 6, size=(120, 2))
_y = _np.sin(_X[:, 0]) * 4 + _X[:, 1] + _rng.normal(size=120)
X_train, X_val, y_train, y_val = _X[:80], _X[80:], _y[:80], _y[80:]

# %% snippet
import hyperopt
import numpy as np
from sklearn import metrics, tree

trials = hyperopt.Trials()
space = {
    "depth": hyperopt.hp.quniform("depth", 1, 9, 1),
    "leaf": hyperopt.hp.choice("leaf", [2, 4, 8, 16]),
}


def objective(params):
    model = tree.DecisionTreeRegressor(
        max_depth=int(params["depth"]),
        min_samples_leaf=params["leaf"],
        random_state=0,
    ).fit(X_train, y_train)
    return metrics.mean_absolute_error(y_val, model.predict(X_val))


best = hyperopt.fmin(
    fn=objective,
    space=space,
    algo=hyperopt.tpe.suggest,
    max_evals=8,
    trials=trials,
    rstate=np.random.default_rng(7),
)
best_params = hyperopt.space_eval(space, best)
best_mae = objective(best_params)

# %% check
assert len(trials) == 8, "there were not eight trials"
tried = [
    (int(number), [2, 4, 8, 16][int(at)])
    for number, at in zip(
        trials.vals["depth"], trials.vals["leaf"], strict=True
    )
]


def _mae(depth, leaf):
    again = tree.DecisionTreeRegressor(
        max_depth=depth, min_samples_leaf=leaf, random_state=0
    ).fit(X_train, y_train)
    return abs(y_val - again.predict(X_val)).mean()


errors = [_mae(*pair) for pair in tried]
assert best_params["leaf"] in (2, 4, 8, 16), (
    "the best leaf size is none of those in the space"
)
best_pair = tried[errors.index(min(errors))]
assert (int(best_params["depth"]), best_params["leaf"]) == best_pair, (
    "the best values are not those with the lowest error"
)
assert abs(best_mae - min(errors)) < 1e-9, (
    "the best error is not the lowest of the trials"
)
