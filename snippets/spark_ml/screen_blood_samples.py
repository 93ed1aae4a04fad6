# /// snippet
# title = "Screen at a probability of 0.2, likeliest first, report the recall"
# domain = "spark-ml"
# objectives = ["classification-metrics", "choose-the-metric-for-a-goal", "compare-two-features"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.MulticlassClassificationEvaluator.html"
# requires = []
# ///

# %% given
import pandas as _pd


def _samples(n, shift):
    rows = []
    for i in range(n):
        ferritin = 10.0 + (i * 37 + shift * 5) % 190
        iron = 40.0 + ferritin**0.5 * 6 + (i * 7) % 5
        noise = (i * 29 + shift) % 67
        ill = 1.0 if ferritin + noise < 75 else 0.0
        rows.append((i, ferritin, iron, ill))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows, columns=["sample_id", "ferritin", "iron", "ill"]
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _samples(70, 0)
test_df = _samples(50, 9)

# %% snippet
from pyspark.ml.stat import Correlation
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.functions import vector_to_array
from pyspark.sql import functions as F
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.classification import LogisticRegression

markers = VectorAssembler(
    inputCols=["ferritin", "iron"], outputCol="markers"
)
train_markers = markers.transform(train_df)
test_markers = markers.transform(test_df)
ranks = Correlation.corr(
    dataset=train_markers, column="markers", method="spearman"
)
rank_correlation = ranks.head()[0].toArray()[0][1]
lr = LogisticRegression(
    featuresCol="markers", labelCol="ill", maxIter=6
).setThreshold(0.2)
lr_model = lr.fit(train_markers)
scored_df = lr_model.transform(test_markers)
recall = MulticlassClassificationEvaluator(
    labelCol="ill", metricLabel=1.0, metricName="recallByLabel"
).evaluate(scored_df)
p_ill = vector_to_array(F.col("probability")).getItem(1)
listed_df = scored_df.filter("prediction = 1").withColumn("p", p_ill)
listed = listed_df.orderBy(F.col("p").desc()).select("sample_id", "p")
rows = listed.collect()

# %% check
train = train_df.toPandas()
expected = train["ferritin"].corr(train["iron"], method="spearman")
assert abs(rank_correlation - expected) < 1e-9, (
    "the correlation is not that of the markers' ranks"
)
assert lr_model.numFeatures == 2, (
    "the model did not learn from the two markers alone"
)
learned = lr_model.summary.predictions.toPandas()
assert len(learned) == 70, (
    "the model was not trained on the training samples"
)
scored = scored_df.toPandas()
assert len(scored) == 50, "the recall is not that of the test samples"
p = scored["probability"].map(lambda vector: float(vector[1]))
wanted = scored[p > 0.2]
assert len(wanted) > (p > 0.5).sum(), "no sample is between"
assert {row["sample_id"] for row in rows} == set(wanted["sample_id"]), (
    "the list does not hold the samples with a probability above 0.2"
)
p_of = dict(zip(scored["sample_id"], p))
assert all(
    abs(row["p"] - p_of[row["sample_id"]]) < 1e-9 for row in rows
), "the list does not show the probabilities of the illness"
order = [row["p"] for row in rows]
assert order == sorted(order, reverse=True), (
    "the likeliest samples do not come first"
)
ill = scored[scored["ill"] == 1.0]
assert abs(recall - (ill["prediction"] == 1.0).mean()) < 1e-9, (
    "the value that is called recall is not the share of ill ones found"
)
