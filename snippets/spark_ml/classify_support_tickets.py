# /// snippet
# title = "Sort the tickets of June into queues, kept in alphabetical order, as learned in May"
# domain = "spark-ml"
# objectives = ["classification-metrics", "choose-the-metric-for-a-goal", "pipeline", "transformer"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html#indextostring"
# requires = []
# ///

# %% given
import pandas as _pd


def _tickets(n, shift):
    rows = []
    for i in range(n):
        words = 5.0 + (i * 31 + shift * 3) % 80
        links = float((i * 5 + shift) % 4)
        noise = (i * 17 + shift) % 25
        points = words + noise
        queue = "billing" if points < 55 else "technical"
        queue = "sales" if links > 2 and noise > 6 else queue
        rows.append((i, words, links, queue))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows, columns=["ticket_id", "words", "links", "queue"]
            )
        )
        .coalesce(1)
        .cache()
    )


may_df = _tickets(60, 0)
june_df = _tickets(30, 4)

# %% snippet
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
import pyspark.ml.feature as mlf
from pyspark.ml.classification import LogisticRegression

indexer = mlf.StringIndexer(
    inputCol="queue",
    outputCol="queue_idx",
    stringOrderType="alphabetAsc",
)
indexer_model = indexer.fit(may_df)
queues = indexer_model.labels
assembler = mlf.VectorAssembler(
    inputCols=["words", "links"], outputCol="features"
)
train_ready = assembler.transform(indexer_model.transform(may_df))
test_ready = assembler.transform(indexer_model.transform(june_df))
lr = LogisticRegression(labelCol="queue_idx", maxIter=5)
lr_model = lr.fit(train_ready)
scored_df = lr_model.transform(test_ready)
to_names = mlf.IndexToString(
    inputCol="prediction", outputCol="queue_predicted", labels=queues
)
named = to_names.transform(scored_df).select("queue", "queue_predicted")
log_loss = MulticlassClassificationEvaluator(
    labelCol="queue_idx", metricName="logLoss"
).evaluate(scored_df)
print(log_loss, named.collect())

# %% check
import numpy as np

assert queues == ["billing", "sales", "technical"], (
    "the queues are not in the order of the alphabet"
)
rows = scored_df.toPandas()
names = named.toPandas()
assert len(names) == 30, "tickets have got lost on the way"
assert lr_model.numFeatures == 2, (
    "the model did not learn from the words and the links alone"
)
learned = lr_model.summary.predictions.toPandas()
assert sorted(learned["ticket_id"]) == list(range(60)), (
    "the model was not trained on the tickets of May"
)
assert set(rows["queue"]) == set(queues), (
    "a queue has no ticket in June"
)
share = np.array([vector.toArray() for vector in rows["probability"]])
truth = [queues.index(name) for name in rows["queue"]]
assert list(names["queue_predicted"]) == [
    queues[number] for number in share.argmax(axis=1)
], "the names are not those of the likeliest queues"
loss = -np.log(share[np.arange(30), truth]).mean()
assert abs(log_loss - loss) < 1e-6, (
    "the value that is called log loss is not the log loss"
)
