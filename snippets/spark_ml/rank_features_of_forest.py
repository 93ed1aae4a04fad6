# /// snippet
# title = "Fill gaps with the mode, split repeatably; what does the forest use most?"
# domain = "spark-ml"
# objectives = ["develop-a-training-pipeline", "where-one-hot-encoding-is-not-appropriate", "classification-metrics", "pipeline"]
# docs = "https://spark.apache.org/docs/latest/ml-classification-regression.html#random-forest-classifier"
# requires = []
# ///

# %% given
import pandas as _pd

_rows = []
for _i in range(80):
    _purpose = ["car", "home", "study", "car"][(_i * 3) % 4]
    _income = 18.0 + (_i * 37) % 70
    _years = None if _i % 13 == 5 else float((_i * 7) % 20)
    _noise = (_i * 29) % 17
    _risk = 60 - _income + (9 if _purpose == "study" else 0) + _noise
    _rows.append((_i, _purpose, _income, _years, float(_risk > 22)))
loans_df = (
    spark.createDataFrame(
        _pd.DataFrame(
            _rows,
            columns=[
                "loan_id",
                "purpose",
                "income",
                "years",
                "default",
            ],
        )
    )
    .coalesce(1)
    .cache()
)

# %% snippet
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.classification import RandomForestClassifier
from pyspark.ml import Pipeline
from pyspark.ml.feature import Imputer, StringIndexer, VectorAssembler

train_df, test_df = loans_df.randomSplit([0.7, 0.3], seed=5)
indexer = StringIndexer(inputCol="purpose", outputCol="purpose_idx")
imputer = Imputer(
    inputCol="years", outputCol="years_filled", strategy="mode"
)
inputs = ["income", "years_filled", "purpose_idx"]
assembler = VectorAssembler(inputCols=inputs, outputCol="features")
forest = RandomForestClassifier(
    labelCol="default", numTrees=5, maxDepth=3, seed=1
)
pipeline = Pipeline(stages=[indexer, imputer, assembler, forest])
model = pipeline.fit(train_df)
forest_model = model.stages[-1]
importances = dict(zip(inputs, forest_model.featureImportances))
most_used = max(importances, key=importances.get)
evaluator = MulticlassClassificationEvaluator(
    labelCol="default", metricName="accuracy"
)
predictions = model.transform(test_df)
accuracy = evaluator.evaluate(predictions)

# %% check
from pyspark.ml.classification import RandomForestClassificationModel

split_again = loans_df.randomSplit([0.7, 0.3], seed=5)
train_again, test_again = (each.toPandas() for each in split_again)
scored = predictions.toPandas()
held_back = set(test_df.toPandas()["loan_id"])
assert train_df.count() > len(held_back), (
    "most of the loans are held back from training"
)
assert held_back == set(test_again["loan_id"]), (
    "the split cannot be repeated: other loans are held back each time"
)
assert isinstance(forest_model, RandomForestClassificationModel), (
    "the model does not end in a forest"
)
years = train_again["years"].dropna()
surrogate = model.stages[1].surrogateDF.first()["years"]
assert surrogate == years.mode().min(), (
    "missing years are not filled with the most frequent training value"
)
learned = forest_model.summary.predictions.toPandas()
assert set(learned["loan_id"]) == set(train_again["loan_id"]), (
    "the forest was trained on other loans than the training loans"
)
assert model.stages[2].getInputCols() == inputs, (
    "the forest did not learn from the columns that are listed"
)
assert len(forest_model.featureImportances) == len(inputs) == 3, (
    "the importances do not belong to the columns that are listed"
)
assert most_used == "income", "the income is not the most used feature"
assert set(scored["loan_id"]) == held_back, (
    "the accuracy is not that of the loans that were held back"
)
share = (scored["prediction"] == scored["default"]).mean()
assert abs(accuracy - share) < 1e-9, (
    "the value that is called accuracy is not the share of hits"
)
