# /// snippet
# title = "Make rare frauds weigh as much as all the rest, report the AUPRC"
# domain = "spark-ml"
# objectives = ["mitigate-imbalance", "classification-metrics", "choose-the-metric-for-a-goal"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.classification.LogisticRegression.html"
# requires = []
# ///

# %% given
import pandas as _pd


def _payments(n, shift):
    rows = []
    for i in range(n):
        amount = 5.0 + (i * 43 + shift * 3) % 97
        hour = float((i * 5 + shift) % 24)
        noise = (i * 31 + shift * 7) % 53
        is_fraud = 1.0 if amount + 1.5 * hour + noise > 143 else 0.0
        rows.append((i, amount, hour, is_fraud))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows, columns=["payment_id", "amount", "hour", "fraud"]
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _payments(90, 0)
test_df = _payments(60, 5)

# %% snippet
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.functions import vector_to_array
from pyspark.sql import functions as F

n_frauds = train_df.filter(F.col("fraud") == 1.0).count()
ratio = (train_df.count() - n_frauds) / n_frauds
weight = F.when(F.col("fraud") == 1.0, ratio).otherwise(1.0)
weighted_df = train_df.withColumn("weight", weight)
assembler = VectorAssembler(
    inputCols=["amount", "hour"], outputCol="features"
)
lr = LogisticRegression(labelCol="fraud", weightCol="weight", maxIter=8)
lr_model = lr.fit(assembler.transform(weighted_df))
scored_df = lr_model.transform(assembler.transform(test_df))
evaluator = BinaryClassificationEvaluator(
    labelCol="fraud", metricName="areaUnderPR"
)
auprc = evaluator.evaluate(scored_df)
fraud_probability = vector_to_array("probability")[1]
alarms_df = scored_df.filter(fraud_probability >= 0.5)
n_alarms = alarms_df.count()

# %% check
import numpy as np
from pyspark.ml.evaluation import (
    BinaryClassificationEvaluator as _Judge,
)

scored = scored_df.toPandas()
p_fraud = scored["probability"].map(lambda vector: float(vector[1]))
assert len(scored) == 60, "test payments have got lost on the way"
learned = lr_model.summary.predictions.toPandas()
assert len(learned) == 90, (
    "the model was not trained on all the training payments"
)
assert np.allclose(
    learned.groupby("fraud")["weight"].sum(), len(learned) - n_frauds
), "the frauds do not weigh as much as all other payments"
assert lr_model.numFeatures == 2, (
    "the model did not learn from the amount and the hour alone"
)
fitted = learned["probability"].map(lambda vector: float(vector[1]))
weights = learned["weight"]
assert abs((fitted * weights).sum() / weights.sum() - 0.5) < 0.08, (
    "the model was trained as if each payment weighed the same"
)
assert scored["fraud"].sum() < 15, "frauds are not rare any more"
right = _Judge(labelCol="fraud", metricName="areaUnderPR")
assert abs(auprc - right.evaluate(scored_df)) < 1e-9, (
    "the value that is called AUPRC is not the area under the PR curve"
)
assert n_alarms == (p_fraud >= 0.5).sum(), (
    "alarms are not the payments with a fraud probability of a half"
)
