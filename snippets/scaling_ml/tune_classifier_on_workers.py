# /// snippet
# title = "Find the settings with the highest accuracy on the workers of the cluster, and log them"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "parallelise-single-node-models-for-tuning", "random-grid-bayesian-search", "choose-the-metric-for-a-goal"]
# docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
# requires = ["hyperopt"]
# ///

# %% given
import numpy as _np

_rng = _np.random.default_rng(3)
_X = _rng.normal(size=(120, 3))
_y = (_X @ _np.array([1.0, -2.0, 0.5]) + _rng.normal(size=120)) > 0.9
_y = _y.astype(int)
X_train, X_val, y_train, y_val = _X[:70], _X[70:], _y[:70], _y[70:]
_scheduler = spark.sparkContext._jsc.sc().dagScheduler()
_jobs = _scheduler.numTotalJobs()

# %% snippet
import hyperopt as ho
from sklearn.linear_model import LogisticRegression
import numpy as np
import mlflow


def objective(params):
    model = LogisticRegression(**params).fit(X_train, y_train)
    accuracy = model.score(X_val, y_val)
    return {"loss": -accuracy, "status": ho.STATUS_OK}


space = {
    "C": ho.hp.loguniform("C", np.log(0.001), np.log(10)),
    "class_weight": ho.hp.choice("class_weight", ["balanced", None]),
}
trials = ho.SparkTrials(parallelism=2, timeout=600)
best = ho.fmin(
    objective,
    space,
    algo=ho.rand.suggest,
    max_evals=5,
    trials=trials,
    rstate=np.random.default_rng(1),
)
best_params = ho.space_eval(space, best)
with mlflow.start_run(run_name="settings") as run:
    mlflow.log_params(best_params)
    best_accuracy = -trials.best_trial["result"]["loss"]
    mlflow.log_metric("accuracy", best_accuracy)

# %% check
from sklearn.linear_model import LogisticRegression as _Regression

tried = [
    (c, ["balanced", None][int(at)])
    for c, at in zip(
        trials.vals["C"], trials.vals["class_weight"], strict=True
    )
]
assert len(tried) == 5, "there were not five trials"
assert _scheduler.numTotalJobs() - _jobs >= 5, (
    "the trials did not run on the workers"
)
assert all(0.001 <= c <= 10 for c, _ in tried), (
    "values of C beyond 10 were tried"
)


def _accuracy(c, class_weight):
    again = _Regression(C=c, class_weight=class_weight)
    return again.fit(X_train, y_train).score(X_val, y_val)


accuracies = {pair: _accuracy(*pair) for pair in tried}
highest = max(accuracies.values())
assert min(accuracies.values()) < highest, (
    "all trials have the same accuracy"
)
found = best_params["C"], best_params["class_weight"]
assert accuracies.get(found) == highest, (
    "the best settings are not those with the highest accuracy tried"
)
data = mlflow.get_run(run.info.run_id).data
assert mlflow.get_run(run.info.run_id).info.run_name == "settings", (
    "the run is not called settings"
)
assert data.params == {
    "C": str(found[0]),
    "class_weight": str(found[1]),
}, "the run does not hold the two best settings as its parameters"
assert data.metrics == {"accuracy": highest}, (
    "the run does not hold the highest accuracy as its metric"
)
