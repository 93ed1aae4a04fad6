# /// snippet
# title = "Tune a whole pipeline, two models at a time"
# domain = "spark-ml"
# objectives = ["pipeline", "develop-a-training-pipeline", "perform-cross-validation"]
# docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
# requires = []
# ///

# %% given
import pandas as _pd


def _visits(n, shift):
    rows = []
    for i in range(n):
        channel = ["mail", "mail", "web", "shop", "web"][
            (i + shift) % 5
        ]
        amount = 20.0 + (i * 37 + shift * 11) % 90
        lift = {"mail": 0, "web": 25, "shop": 45}[channel]
        noise = (i * 53 + shift * 29) % 71
        label = 1.0 if amount + lift + noise > 118 else 0.0
        rows.append((channel, amount, label))
    return (
        spark.createDataFrame(
            _pd.DataFrame(rows, columns=["channel", "amount", "label"])
        )
        .coalesce(1)
        .cache()
    )


train_df = _visits(48, 0)
test_df = _visits(24, 3)

# %% snippet
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import StandardScaler, StringIndexer
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.ml.feature import VectorAssembler

indexer = StringIndexer(inputCol="channel", outputCol="channel_idx")
assembler = VectorAssembler(
    inputCols=["amount", "channel_idx"], outputCol="features"
)
scaler = StandardScaler(inputCol="features", outputCol="scaled")
lr = LogisticRegression(featuresCol="scaled", maxIter=3)
pipeline = Pipeline(stages=[indexer, assembler, scaler, lr])
grid = ParamGridBuilder().addGrid(lr.regParam, [0.5, 0.01]).build()
evaluator = BinaryClassificationEvaluator(
    labelCol="label", metricName="areaUnderROC"
)
cv = CrossValidator(
    estimator=pipeline,
    estimatorParamMaps=grid,
    evaluator=evaluator,
    numFolds=2,
    parallelism=2,
    seed=42,
)
cv_model = cv.fit(train_df)
best_model = cv_model.bestModel
test_auc = evaluator.evaluate(best_model.transform(test_df))

# %% check
from pyspark.ml import PipelineModel
from pyspark.ml.classification import LogisticRegressionModel
from sklearn.metrics import roc_auc_score

assert isinstance(best_model, PipelineModel), (
    "the best model is not a fitted pipeline"
)
assert len(best_model.stages) == 4, (
    "the best model has lost its preprocessing stages"
)
classifier = best_model.stages[-1]
assert isinstance(classifier, LogisticRegressionModel), (
    "the best model does not end in a classifier"
)
assert best_model.stages[1].getInputCols() == [
    "amount",
    "channel_idx",
], "the classifier did not learn from the amount and the channel"
train = train_df.toPandas()
mean_amount = best_model.stages[2].mean[0]
assert abs(mean_amount - train["amount"].mean()) < 1e-9, (
    "the model was trained on other rows than the training rows"
)
assert classifier.getFeaturesCol() == "scaled", (
    "the classifier learned from features that were never scaled"
)
averages = list(cv_model.avgMetrics)
assert len(averages) == 2, (
    "the search compared another number of settings than two"
)
assert cv.isSet("seed"), "the folds differ from one session to the next"
assert cv_model.getNumFolds() == 2, (
    "the training rows were cut into another number of folds than two"
)
assert cv.getParallelism() == 2, (
    "the models of the search were fitted one after another"
)
assert classifier.getRegParam() in (0.5, 0.01), (
    "the search never varied the regularisation"
)
best = [0.5, 0.01][averages.index(max(averages))]
assert classifier.getRegParam() == best, (
    "the best model has not the setting with the best average metric"
)
scored = best_model.transform(test_df).toPandas()
truth = scored["label"]
score = scored["probability"].map(lambda vector: float(vector[1]))
train_scored = best_model.transform(train_df).toPandas()
train_auc = roc_auc_score(
    train_scored["label"],
    train_scored["probability"].map(lambda vector: float(vector[1])),
)
assert abs(test_auc - train_auc) > 1e-6, (
    "the score comes from rows that the model was trained on"
)
assert (
    abs(test_auc - roc_auc_score(truth, scored["prediction"])) > 1e-6
), "the score ranks the rows by 0 or 1, not by the model's confidence"
assert abs(test_auc - roc_auc_score(truth, score)) < 1e-6, (
    "the score is not the area under the ROC curve of the test rows"
)
