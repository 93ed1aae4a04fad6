# /// snippet
# title = "Judge a classifier with two evaluators, on a split to be repeated"
# domain = "spark-ml"
# objectives = ["pipeline", "develop-a-training-pipeline", "classification-metrics"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.BinaryClassificationEvaluator.html"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(60):
    _tenure = 1.0 + (_i * 17) % 48
    _calls = float((_i * 5) % 9)
    _noise = (_i * 23) % 31
    _churned = 1.0 if 6 * _calls + _noise - _tenure > 24 else 0.0
    _rows.append((_i, _tenure, _calls, _churned))
customers_df = (
    spark.createDataFrame(
        _pd.DataFrame(
            _rows, columns=["customer_id", "tenure", "calls", "churned"]
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml import Pipeline
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.feature import VectorAssembler

train_df, test_df = customers_df.randomSplit([0.7, 0.3], seed=42)
assembler = VectorAssembler(
    inputCols=["tenure", "calls"], outputCol="features"
)
lr = LogisticRegression(labelCol="churned", maxIter=5)
pipeline = Pipeline(stages=[assembler, lr])
model = pipeline.fit(train_df)
predictions = model.transform(test_df)
auc_evaluator = BinaryClassificationEvaluator(
    labelCol="churned",
    rawPredictionCol="rawPrediction",
    metricName="areaUnderROC",
)
f1_evaluator = MulticlassClassificationEvaluator(
    labelCol="churned",
    predictionCol="prediction",
    metricName="f1",
)
auc = auc_evaluator.evaluate(predictions)
f1 = f1_evaluator.evaluate(predictions)

# %% check
from sklearn.metrics import f1_score, roc_auc_score

assert len(model.stages) == 2, "the model has lost a stage"
train_again, test_again = customers_df.randomSplit([0.7, 0.3], seed=42)
ids = {
    name: {
        row["customer_id"]
        for row in frame.select("customer_id").collect()
    }
    for name, frame in {
        "train": train_df,
        "test": test_df,
        "test again": test_again,
        "learned": model.stages[-1].summary.predictions,
    }.items()
}
scored = predictions.toPandas()
assert model.stages[0].getInputCols() == ["tenure", "calls"], (
    "the model did not learn from the tenure and the calls"
)
assert len(ids["train"]) > len(ids["test"]), (
    "the larger part of the rows is held back from training"
)
assert ids["test"] == ids["test again"], (
    "the rows that are held back differ from one execution to the next"
)
assert not set(scored["customer_id"]) & ids["learned"], (
    "the scores come from rows that the model was trained on"
)
assert ids["learned"] == ids["train"], (
    "the model was trained on other rows than the training rows"
)
assert set(scored["customer_id"]) == ids["test"], (
    "the scores do not come from all the rows that were held back"
)
truth, predicted = scored["churned"], scored["prediction"]
raw = scored["rawPrediction"].map(lambda vector: float(vector[1]))
assert abs(auc - roc_auc_score(truth, predicted)) > 1e-6, (
    "the AUC ranks the rows by 0 or 1, not by the model's confidence"
)
assert abs(auc - roc_auc_score(truth, raw)) < 1e-6, (
    "the AUC is not the area under the ROC curve of the test rows"
)
assert abs(f1 - (truth == predicted).mean()) > 1e-6, (
    "the value that is called F1 is the plain accuracy"
)
assert (
    abs(f1 - f1_score(truth, predicted, average="weighted")) < 1e-6
), "the value that is called F1 is not the F1 of the test rows"
