# /// snippet
# title = "Raise the AUC of a Spark ML tree with gains from 0.0001 to 0.1"
# domain = "scaling-ml"
# objectives = ["hyperopt-fmin", "random-grid-bayesian-search", "choose-the-metric-for-a-goal"]
# docs = "https://docs.databricks.com/en/machine-learning/automl-hyperparam-tuning/hyperopt-spark-mlflow-integration.html"
# requires = ["hyperopt"]
# ///

# %% given
from pyspark.ml.feature import VectorAssembler as _VectorAssembler

_rows = []
for _i in range(60):
    _temperature = float((_i * 7) % 23)
    _age = float((_i * 11) % 17)
    _rows.append(
        (_temperature, _age, float((_temperature > 11) != (_age > 8)))
    )
_df = spark.createDataFrame(
    _rows, "temperature double, age double, failed double"
)
_assembler = _VectorAssembler(
    inputCols=["temperature", "age"], outputCol="features"
)
_df = _assembler.transform(_df).coalesce(1).cache()
train_df, val_df = _df.limit(40).cache(), _df.subtract(_df.limit(40))
val_df = val_df.coalesce(1).cache()

# %% snippet
import hyperopt
from pyspark.ml.evaluation import BinaryClassificationEvaluator
import numpy as np
from pyspark.ml.classification import DecisionTreeClassifier
from hyperopt import hp

evaluator = BinaryClassificationEvaluator(labelCol="failed")


def train_and_score(params):
    tree = DecisionTreeClassifier(labelCol="failed", seed=0)
    tree.setMaxDepth(int(params["max_depth"]))
    tree.setMinInfoGain(params["min_gain"])
    return -evaluator.evaluate(tree.fit(train_df).transform(val_df))


space = {
    "max_depth": hp.quniform("max_depth", 1, 5, 1),
    "min_gain": hp.loguniform("min_gain", np.log(1e-4), np.log(0.1)),
}
trials = hyperopt.Trials()
best = hyperopt.fmin(
    train_and_score,
    space,
    algo=hyperopt.tpe.suggest,
    max_evals=3,
    trials=trials,
    rstate=np.random.default_rng(3),
)
best_auc = -trials.best_trial["result"]["loss"]

# %% check
from pyspark.ml.classification import (
    DecisionTreeClassifier as _DecisionTreeClassifier,
)
from pyspark.ml.functions import vector_to_array as _vector_to_array
from sklearn.metrics import roc_auc_score as _roc_auc_score

tried = list(
    zip(trials.vals["max_depth"], trials.vals["min_gain"], strict=True)
)
assert len(tried) == 3, "there were not three trials"
assert all(1e-4 <= gain <= 0.1 for _, gain in tried), (
    "gains beyond 0.1 were tried"
)


def _auc(max_depth, min_gain):
    tree = _DecisionTreeClassifier(
        labelCol="failed",
        seed=0,
        maxDepth=int(max_depth),
        minInfoGain=min_gain,
    )
    scored = tree.fit(train_df).transform(val_df)
    rows = scored.select(
        "failed", _vector_to_array("rawPrediction")[1].alias("score")
    ).toPandas()
    return _roc_auc_score(rows["failed"], rows["score"])


aucs = [_auc(*pair) for pair in tried]
assert max(aucs) - min(aucs) > 0.001, "all trials have the same AUC"
assert abs(best_auc - max(aucs)) < 1e-9, (
    "the best AUC is not the highest of the trials"
)
assert (best["max_depth"], best["min_gain"]) == tried[
    aucs.index(max(aucs))
], "the best parameters are not those with the highest AUC"
