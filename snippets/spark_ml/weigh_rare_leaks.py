# /// snippet
# title = "Find leaks: they are rare, so each has to count six times as much in training"
# domain = "spark-ml"
# objectives = ["mitigate-imbalance", "develop-a-training-pipeline", "classification-metrics", "choose-the-metric-for-a-goal"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.classification.DecisionTreeClassifier.html"
# requires = []
# ///

# %% given
import pandas as _pd


def _pipes(n, shift):
    rows = []
    for i in range(n):
        age = 1.0 + (i * 37 + shift * 5) % 60
        pressure = 2.0 + (i * 11 + shift) % 9
        noise = (i * 23 + shift * 3) % 41
        leaks = age + 4 * pressure + noise > 108
        rows.append((i, age, pressure, "leak" if leaks else "tight"))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows, columns=["pipe_id", "age", "pressure", "state"]
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _pipes(90, 0)
test_df = _pipes(60, 7)

# %% snippet
from pyspark.sql.functions import col, when
from pyspark.ml import classification as c
from pyspark.ml import feature as f
from pyspark.ml import Pipeline
from pyspark.ml.evaluation import MulticlassClassificationEvaluator

weight = when(col("state") == "leak", 6.0).otherwise(1.0)
weighted_df = train_df.withColumn("weight", weight)
indexer = f.StringIndexer(inputCol="state", outputCol="is_leak")
assembler = f.VectorAssembler(
    inputCols=["age", "pressure"], outputCol="features"
)
tree = c.DecisionTreeClassifier(
    labelCol="is_leak", weightCol="weight", maxDepth=2, seed=3
)
pipeline = Pipeline(stages=[indexer, assembler, tree])
model = pipeline.fit(weighted_df)
checked_df = model.transform(test_df)
recall = MulticlassClassificationEvaluator(
    labelCol="is_leak", metricName="recallByLabel", metricLabel=1.0
)
leak_recall = recall.evaluate(checked_df)
missed_df = checked_df.filter("is_leak = 1 and prediction = 0")
n_missed = missed_df.count()

# %% check
checked = checked_df.toPandas()
assert len(checked) == 60, "pipes have got lost on the way"
assert model.stages[0].labels == ["tight", "leak"], (
    "the labels are not 0 for tight pipes and 1 for leaks"
)
assert model.stages[1].getInputCols() == ["age", "pressure"], (
    "the tree did not learn from the age and the pressure"
)
leaks = train_df.filter("state = 'leak'").count()
leaves = set(
    map(tuple, model.transform(train_df).toPandas()["rawPrediction"])
)
counts = [sum(leaf[label] for leaf in leaves) for label in (0, 1)]
assert sum(counts) != 90, (
    "the tree was trained as if each pipe weighed the same"
)
assert counts[1] != leaks, (
    "the tight pipes weigh six times as much, not the leaks"
)
assert counts == [90.0 - leaks, 6.0 * leaks], (
    "the leaks do not weigh six times as much as the tight pipes"
)
found = checked["prediction"][checked["is_leak"] == 1]
assert abs(leak_recall - found.mean()) < 1e-9, (
    "the recall is not the share of the leaks that were found"
)
assert n_missed == (found == 0).sum(), (
    "the leaks that were missed are not counted"
)
