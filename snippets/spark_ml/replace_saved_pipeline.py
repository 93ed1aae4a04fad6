# /// snippet
# title = "Replace the saved pipeline with a new one, load it and score"
# domain = "spark-ml"
# objectives = ["pipeline", "develop-a-training-pipeline", "batch-inference"]
# docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#ml-persistence-saving-and-loading-pipelines"
# requires = []
# ///

# %% given
import pandas as _pd
from pyspark.ml import Pipeline as _Pipeline
from pyspark.ml.feature import VectorAssembler as _VectorAssembler


def _machines(n, shift):
    rows = []
    for i in range(n):
        hours = 10.0 + (i * 41 + shift) % 190
        faults = float((i * 7 + shift) % 5)
        heat = 35.0 + (i * 13 + shift * 3) % 60
        fails = 1.0 if 30 * faults + heat > 110 else 0.0
        rows.append((i, hours, faults, heat, fails))
    return (
        spark.createDataFrame(
            _pd.DataFrame(
                rows,
                columns=[
                    "machine_id",
                    "hours",
                    "faults",
                    "heat",
                    "fails",
                ],
            )
        )
        .coalesce(1)
        .cache()
    )


train_df = _machines(40, 0)
new_df = _machines(20, 3)
_old = _Pipeline(
    stages=[_VectorAssembler(inputCols=["heat"], outputCol="features")]
)
_old.fit(train_df).save("models/maintenance")

# %% snippet
from pyspark.ml.feature import Bucketizer, SQLTransformer
from pyspark.ml.classification import DecisionTreeClassifier
from pyspark.ml.feature import VectorAssembler
from pyspark.ml import Pipeline, PipelineModel

infinity = float("inf")
rate = SQLTransformer(
    statement="SELECT *, faults / hours AS fault_rate FROM __THIS__"
)
bucketizer = Bucketizer(
    splits=[-infinity, 50.0, 75.0, infinity],
    inputCol="heat",
    outputCol="heat_level",
)
assembler = VectorAssembler(
    inputCols=["fault_rate", "faults", "heat_level"],
    outputCol="features",
)
tree = DecisionTreeClassifier(labelCol="fails", maxDepth=3)
pipeline = Pipeline(stages=[rate, bucketizer, assembler, tree])
model = pipeline.fit(train_df)
path = "models/maintenance"
model.write().overwrite().save(path)
loaded_model = PipelineModel.load(path)
scored_df = loaded_model.transform(new_df)
failing = scored_df.filter("prediction = 1.0").select("machine_id")
failing_ids = [row["machine_id"] for row in failing.collect()]

# %% check
stored = PipelineModel.load("models/maintenance")
assert len(stored.stages) == 4, (
    "the old pipeline is still the saved one"
)
assert stored.stages[2].getInputCols() == [
    "fault_rate",
    "faults",
    "heat_level",
], "the tree did not learn from the rate, the faults and the heat"
rows = scored_df.toPandas()
assert len(rows) == 20, "machines have got lost on the way"
levels = rows["heat"].map(lambda heat: (heat >= 50) + (heat >= 75.0))
assert list(levels) == list(rows["heat_level"]), (
    "the levels of the heat do not begin at 50 and at 75"
)
assert list(rows["prediction"]) == list(
    model.transform(new_df).toPandas()["prediction"]
), "the loaded pipeline does not score as the fitted one does"
assert (rows["prediction"] == rows["fails"]).mean() > 0.7, (
    "the tree is often wrong"
)
assert failing_ids == list(
    rows[rows["prediction"] == 1.0]["machine_id"]
), "the list does not hold the machines that will fail"
