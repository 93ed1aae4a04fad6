# /// snippet
# title = "Each motor once; learn from all faults, few others, to be repeated"
# domain = "spark-ml"
# objectives = ["mitigate-imbalance", "classification-metrics", "develop-a-training-pipeline"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sampleBy.html"
# requires = []
# ///

# %% given
_rows = []
for _i in range(140):
    _heat = 40.0 + (_i * 29) % 47
    _shake = 1.0 + (_i * 13) % 19
    _noise = (_i * 31) % 37
    _fault = 1 if _heat + 2 * _shake + _noise > 128 else 0
    _rows.append((_i, _heat, _shake, _fault, 1))
_rows += [(*row[:4], 2) for row in _rows[::5]]
motors_df = (
    spark.createDataFrame(
        _rows,
        "motor_id int, heat double, shake double, fault int, sheet int",
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import MulticlassClassificationEvaluator

motors_df = motors_df.dropDuplicates(["motor_id"])
train_df, test_df = motors_df.randomSplit([0.7, 0.3], seed=6)
shares = {0: 0.25, 1: 1.0}
balanced_df = train_df.sampleBy("fault", fractions=shares, seed=6)
assembler = VectorAssembler(
    inputCols=["heat", "shake"], outputCol="features"
)
lr = LogisticRegression(labelCol="fault", maxIter=5)
model = lr.fit(assembler.transform(balanced_df))
scored_df = model.transform(assembler.transform(test_df))
evaluator = MulticlassClassificationEvaluator(
    labelCol="fault", metricName="recallByLabel", metricLabel=1.0
)
recall = evaluator.evaluate(scored_df)

# %% check
motors = motors_df.toPandas()
assert motors["motor_id"].is_unique, "a motor is there more than once"
train, test = train_df.toPandas(), test_df.toPandas()
assert len(train) > len(test), (
    "the model learned from the smaller part of the motors"
)
again, _ = motors_df.randomSplit([0.7, 0.3], seed=6)
assert set(again.toPandas()["motor_id"]) == set(train["motor_id"]), (
    "the training motors differ from one execution to the next"
)
balanced = balanced_df.toPandas()
assert balanced["fault"].sum() == train["fault"].sum(), (
    "faults have got lost among the motors to learn from"
)
healthy = (balanced["fault"] == 0).sum()
assert 0 < healthy < 0.5 * (train["fault"] == 0).sum(), (
    "of the motors without a fault not a few were taken"
)
learned = model.summary.predictions.toPandas()
assert set(learned["motor_id"]) == set(balanced["motor_id"]), (
    "the model was not trained on the balanced motors"
)
assert model.numFeatures == 2, (
    "the model did not learn from the heat and the shaking alone"
)
scored = scored_df.toPandas()
assert set(scored["motor_id"]) == set(test["motor_id"]), (
    "the score does not come from the test motors"
)
faulty = scored[scored["fault"] == 1]
assert len(faulty) > 0, "no test motor has a fault"
assert abs(recall - (faulty["prediction"] == 1.0).mean()) < 1e-9, (
    "the value that is called recall is not the share of faults found"
)
