# /// snippet
# title = "Find the number of neighbours with the best accuracy"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "random-grid-bayesian-search", "choose-the-metric-for-a-goal"]
# docs = "https://hyperopt.github.io/hyperopt/getting-started/minimizing_functions/"
# requires = ["hyperopt"]
# ///

# %% given
import numpy as _np

_rng = _np.random.default_rng(4)
X_train = _rng.normal(size=(70, 2))
X_val = _rng.normal(size=(50, 2))
_flip = _rng.random(120) < 0.2
_y = _np.r_[X_train, X_val].sum(axis=1) > 0
_y = (_y ^ _flip).astype(int)
y_train, y_val = _y[:70], _y[70:]

# %% snippet
from hyperopt import STATUS_OK, Trials, fmin, hp, space_eval, tpe
import numpy as np
from sklearn.neighbors import KNeighborsClassifier


def objective(params):
    model = KNeighborsClassifier(
        n_neighbors=int(params["neighbours"]), p=params["power"]
    )
    accuracy = model.fit(X_train, y_train).score(X_val, y_val)
    return {"loss": -accuracy, "status": STATUS_OK}


space = {
    "neighbours": hp.quniform("neighbours", 1, 15, 2),
    "power": hp.choice("power", [1, 2, 4, 8]),
}
trials = Trials()
best = fmin(
    fn=objective,
    space=space,
    algo=tpe.suggest,
    max_evals=10,
    trials=trials,
    rstate=np.random.default_rng(0),
)
best_params = space_eval(space, best)
best_accuracy = -trials.best_trial["result"]["loss"]

# %% check
from sklearn.neighbors import KNeighborsClassifier as _Classifier


def _accuracy(neighbours, power):
    model = _Classifier(n_neighbors=int(neighbours), p=int(power))
    return model.fit(X_train, y_train).score(X_val, y_val)


tried = {
    (int(number), [1, 2, 4, 8][int(at)])
    for number, at in zip(
        trials.vals["neighbours"], trials.vals["power"], strict=True
    )
}
assert len(trials) == 10, "there were not ten trials"
assert best_params["power"] in (1, 2, 4, 8), (
    "the best power is none of those in the space"
)
accuracies = {pair: _accuracy(*pair) for pair in tried}
assert len(set(accuracies.values())) > 1, (
    "all trials have the same accuracy"
)
best_pair = (int(best_params["neighbours"]), best_params["power"])
assert accuracies.get(best_pair) == max(accuracies.values()), (
    "the best parameters are not those with the highest accuracy tried"
)
assert best_accuracy == max(accuracies.values()), (
    "the best accuracy is not the highest of the trials"
)
