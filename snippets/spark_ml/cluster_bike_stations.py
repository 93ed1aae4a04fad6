# /// snippet
# title = "Cluster by centred and scaled features, judge by them, replace what was saved"
# domain = "spark-ml"
# objectives = ["develop-a-training-pipeline", "estimator", "choose-the-metric-for-a-goal"]
# docs = "https://spark.apache.org/docs/latest/ml-clustering.html#k-means"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(36):
    _docks = [8.0, 30.0, 9.0][_i % 3] + (_i * 5) % 4
    _metres = 400.0 + (_i * 737) % 5200
    _rows.append((_i, _docks, _metres))
stations_df = (
    spark.createDataFrame(
        _pd.DataFrame(_rows, columns=["station", "docks", "metres"])
    )
    .coalesce(1)
    .cache()
)

from pyspark.ml.feature import VectorAssembler as _VectorAssembler

_VectorAssembler(inputCols=["docks"]).save("models/stations")

# %% snippet
from pyspark.ml.clustering import KMeans
from pyspark.ml import Pipeline
from pyspark.ml.evaluation import ClusteringEvaluator
from pyspark.ml.feature import StandardScaler, VectorAssembler

assembler = VectorAssembler(
    inputCols=["docks", "metres"], outputCol="features"
)
scaler = StandardScaler(
    withMean=True, inputCol="features", outputCol="scaled"
)
kmeans = KMeans(k=2, featuresCol="scaled", maxIter=4, seed=1)
pipeline = Pipeline(stages=[assembler, scaler, kmeans])
model = pipeline.fit(stations_df)
clustered_df = model.transform(stations_df)
evaluator = ClusteringEvaluator(
    featuresCol="scaled", metricName="silhouette"
)
silhouette = evaluator.evaluate(clustered_df)
centers = model.stages[-1].clusterCenters()
sizes = [
    row["count"]
    for row in clustered_df.groupBy("prediction").count().collect()
]
model.stages[-1].write().overwrite().save("models/stations")

# %% check
import numpy as np
from pyspark.ml.clustering import KMeansModel

rows = clustered_df.toPandas()
scaled = np.array([vector.toArray() for vector in rows["scaled"]])
assert scaled.shape == (36, 2), "stations have got lost on the way"
assert np.allclose(scaled.mean(axis=0), 0.0), (
    "the scaled features are not centred on zero"
)
assert len(centers) == 2 == len(sizes), (
    "the stations are in another number of clusters than two"
)
assert np.abs(centers).max() < 5, (
    "the clusters were found in features that were never scaled"
)
large = rows["docks"] > 20
first = rows["prediction"] == rows["prediction"][1]
assert (large == first).all(), (
    "the clusters do not part the large stations from the small ones"
)
distances = ((scaled[:, None] - scaled[None]) ** 2).sum(axis=2)
scores = []
for number, row in enumerate(distances):
    same = first == first[number]
    inner = row[same].sum() / (same.sum() - 1)
    outer = row[~same].mean()
    scores.append((outer - inner) / max(inner, outer))
assert abs(silhouette - np.mean(scores)) < 1e-6, (
    "the silhouette is not that of the scaled features"
)
stored = KMeansModel.load("models/stations")
assert np.allclose(stored.clusterCenters(), centers), (
    "the saved clusters are not those that were found"
)
