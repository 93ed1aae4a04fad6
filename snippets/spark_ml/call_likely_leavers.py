# /// snippet
# title = "Centre the features; call who may leave (above 0.3), likeliest first"
# domain = "spark-ml"
# objectives = ["classification-metrics", "choose-the-metric-for-a-goal", "develop-a-training-pipeline"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.functions.vector_to_array.html"
# requires = []
# ///

# %% given
import pandas as _pd


def _subscribers(n, shift):
    rows = []
    for i in range(n):
        months = float(1 + (i * 11 + shift) % 36)
        tickets = float((i * 7 + shift * 3) % 6)
        noise = (i * 17 + shift) % 23
        left = 1.0 if 5 * tickets + noise - months > 8 else 0.0
        rows.append((i, months, tickets, left))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows,
                columns=["subscriber_id", "months", "tickets", "left"],
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _subscribers(60, 0)
test_df = _subscribers(40, 7)

# %% snippet
from pyspark.ml.feature import StandardScaler, VectorAssembler
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
import pyspark.sql.functions as F
from pyspark.ml.functions import vector_to_array

assembler = VectorAssembler(
    inputCols=["months", "tickets"], outputCol="features"
)
scaler = StandardScaler(
    inputCol="features", outputCol="scaled", withMean=True
)
classifier = LogisticRegression(
    labelCol="left",
    featuresCol="scaled",
    threshold=0.3,
    maxIter=4,
)
pipeline = Pipeline(stages=[assembler, scaler, classifier])
pipeline_model = pipeline.fit(train_df)
scored_df = pipeline_model.transform(test_df).withColumn(
    "leave_probability", vector_to_array(F.col("probability"))[1]
)
calls_df = scored_df.filter("prediction = 1.0").orderBy(
    F.desc("leave_probability")
)
calls = calls_df.select("subscriber_id", "leave_probability").collect()
strongest = pipeline_model.stages[-1].coefficients.argmax()

# %% check
import numpy as np

rows = scored_df.toPandas()
assert len(rows) == 40, "customers have got lost on the way"
learned = pipeline_model.stages[-1].summary.predictions.toPandas()
assert len(learned) == 60, (
    "the model was not trained on the training customers"
)
assert pipeline_model.stages[-1].getFeaturesCol() == "scaled", (
    "the model learned from features that were never scaled"
)
assert len(pipeline_model.stages[-1].coefficients) == 2, (
    "the model did not learn from the months and the tickets alone"
)
centred = np.array([vector.toArray() for vector in learned["scaled"]])
assert np.allclose(centred.mean(axis=0), 0.0), (
    "the scaled features are not centred on zero"
)
p_left = rows["probability"].map(lambda vector: float(vector[1]))
assert np.allclose(rows["leave_probability"], p_left), (
    "the column of probabilities does not hold those of leaving"
)
wanted = rows[p_left >= 0.3]
assert len(wanted) > (p_left >= 0.5).sum(), "nobody is between"
assert {row["subscriber_id"] for row in calls} == set(
    wanted["subscriber_id"]
), "the calls do not go to those with a probability of 0.3 or more"
order = [row["leave_probability"] for row in calls]
assert order == sorted(order, reverse=True), (
    "the likeliest are not called first"
)
assert strongest == 1, "the tickets are not the strongest sign"
