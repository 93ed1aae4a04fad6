# /// snippet
# title = "Segment shoppers, each channel with a column, all features scaled"
# domain = "spark-ml"
# objectives = ["one-hot-encoding", "develop-a-training-pipeline", "pipeline", "transformer"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html#sqltransformer"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(40):
    _channel = ["app", "store", "web", "app"][_i % 4]
    _orders = 2.0 + (_i * 7) % 5
    _total = _orders * (20.0 + (_i * 11) % 9) + (
        900.0 if _channel == "store" else 0.0
    )
    _rows.append((_i, _channel, _orders, _total))
shoppers_df = (
    spark.createDataFrame(
        _pd.DataFrame(
            _rows, columns=["shopper_id", "channel", "orders", "total"]
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml import clustering as cl
from pyspark.ml import evaluation as ev
from pyspark.ml import Pipeline
from pyspark.ml import feature as ft

basket = ft.SQLTransformer().setStatement(
    "SELECT *, total / orders AS basket FROM __THIS__"
)
index = ft.StringIndexer(inputCol="channel", outputCol="channel_idx")
one_hot = ft.OneHotEncoder(
    inputCol="channel_idx", outputCol="channel_vec"
).setDropLast(False)
join = ft.VectorAssembler(
    inputCols=["channel_vec", "basket"], outputCol="features"
)
scale = ft.MinMaxScaler(inputCol="features", outputCol="scaled")
kmeans = cl.KMeans(k=3, seed=4, maxIter=3).setFeaturesCol("scaled")
stages = [basket, index, one_hot, join, scale, kmeans]
fitted = Pipeline(stages=stages).fit(shoppers_df)
segments_df = fitted.transform(shoppers_df)
score = (
    ev.ClusteringEvaluator()
    .setFeaturesCol("scaled")
    .evaluate(segments_df)
)
channels = fitted.stages[1].labels
n_columns = fitted.stages[4].originalMax.size

# %% check
import numpy as np

rows = segments_df.toPandas()
assert len(rows) == 40, "shoppers have got lost on the way"
assert channels[0] == "app" and len(channels) == 3, (
    "the channels are not numbered from the most frequent on"
)
assert n_columns == 4, (
    "the features are not a column for each channel and the basket"
)
scaled = np.array([vector.toArray() for vector in rows["scaled"]])
assert np.allclose(scaled.min(axis=0), 0.0), "a feature is not scaled"
assert np.allclose(scaled.max(axis=0), 1.0), "a feature is not scaled"
basket_of = rows["total"] / rows["orders"]
plain = np.array([vector.toArray()[3] for vector in rows["features"]])
assert np.allclose(plain, basket_of), (
    "the basket is not what a shopper pays for an order"
)
centers = np.array(fitted.stages[-1].clusterCenters())
assert np.abs(centers).max() <= 1.0, (
    "the segments were found in features that were never scaled"
)
distances = ((scaled[:, None] - scaled[None]) ** 2).sum(axis=2)
segment = rows["prediction"].to_numpy()
scores = []
for number, row in enumerate(distances):
    same = segment == segment[number]
    inner = row[same].sum() / max(same.sum() - 1, 1)
    outer = min(
        row[segment == other].mean()
        for other in set(segment) - {segment[number]}
    )
    scores.append((outer - inner) / max(inner, outer))
assert abs(score - np.mean(scores)) < 1e-6, (
    "the score is not the silhouette of the scaled features"
)
