# /// snippet
# title = "Give each fare class a column, in alphabetical order, and one to the unseen"
# domain = "spark-ml"
# objectives = ["one-hot-encoding", "develop-a-training-pipeline", "pipeline"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html#onehotencoder"
# requires = []
# ///

# %% given
import pandas as _pd


def _trips(n, shift, fares):
    rows = []
    for i in range(n):
        fare = fares[(i * 3 + shift) % len(fares)]
        nights = float(1 + (i * 5 + shift) % 7)
        lift = {"saver": 0, "flex": 4, "business": 8}.get(fare, 2)
        late = (i * 11 + shift * 3) % 7
        rows.append(
            (i, fare, nights, 1.0 if nights + lift + late > 10 else 0.0)
        )
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows, columns=["trip_id", "fare", "nights", "cancelled"]
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _trips(40, 0, ["saver", "flex", "saver", "business", "flex"])
new_df = _trips(12, 2, ["saver", "flex", "night", "business"])

# %% snippet
from pyspark.ml.feature import OneHotEncoder, StringIndexer
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.feature import VectorAssembler

stages = [
    StringIndexer(
        inputCol="fare",
        outputCol="fare_idx",
        stringOrderType="alphabetAsc",
        handleInvalid="keep",
    ),
    OneHotEncoder(
        inputCol="fare_idx", outputCol="fare_vec", dropLast=False
    ),
    VectorAssembler(
        inputCols=["fare_vec", "nights"], outputCol="features"
    ),
    LogisticRegression(
        featuresCol="features", labelCol="cancelled", maxIter=3
    ),
]
model = Pipeline(stages=stages).fit(train_df)
fares = model.stages[0].labels
names = [*fares, "unseen", "nights"]
weights = dict(zip(names, model.stages[-1].coefficients.toArray()))
scored_df = model.transform(new_df).select("trip_id", "prediction")
scored = scored_df.collect()

# %% check
import numpy as np

assert len(scored) == 12, "new trips have got lost on the way"
assert fares == ["business", "flex", "saver"], (
    "the fares are not in the order of the alphabet"
)
rows = model.transform(new_df).toPandas()
assert list(model.stages[2].getInputCols()) == ["fare_vec", "nights"], (
    "the model did not learn from the encoded fare and the nights"
)
assert (rows["fare_vec"].map(lambda vector: vector.size) == 4).all(), (
    "the encoded fare has not a column for each class and the unseen"
)
wanted = {"business": 0, "flex": 1, "saver": 2, "night": 3}
for fare, vector in zip(rows["fare"], rows["fare_vec"]):
    assert np.argmax(vector.toArray()) == wanted[fare], (
        f"the fare {fare} is not encoded in its own column"
    )
assert len(model.stages[-1].coefficients) == len(weights) == 5, (
    "the names do not belong to the columns of the features"
)
assert model.stages[-1].summary.predictions.count() == 40, (
    "the model was not trained on all the training rows"
)
