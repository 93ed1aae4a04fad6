# /// snippet
# title = "Classify reviews without filler words and the hotel's name"
# domain = "spark-ml"
# objectives = ["develop-a-training-pipeline", "pipeline", "transformer", "compare-estimators-and-transformers"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html#tokenizer"
# requires = []
# ///

# %% given
import pandas as _pd

_GOOD = ["Friendly staff", "We loved the pool", "Quiet and clean room"]
_BAD = ["Rude staff", "The room was dirty", "Noise all night"]


def _reviews(n, shift):
    rows = []
    for i in range(n):
        bad = (i * 3 + shift) % 5 < 2
        words = (_BAD if bad else _GOOD)[(i + shift) % 3]
        name = ["at the Nordica", "in Oslo", "Nordica again"][i % 3]
        rows.append((i, f"{words} {name}", float(bad)))
    columns = ["review_id", "review", "label"]
    frame = _pd.DataFrame(rows, columns=columns)
    return spark.createDataFrame(frame).coalesce(1).cache()


old_df = _reviews(30, 0)
new_df = _reviews(12, 1)

# %% snippet
from pyspark.ml.feature import Tokenizer
from pyspark.sql import functions as F
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.feature import HashingTF, IDF, StopWordsRemover

tokenizer = Tokenizer(inputCol="review", outputCol="words")
remover = StopWordsRemover(
    inputCol="words",
    outputCol="kept",
    stopWords=[
        *StopWordsRemover.loadDefaultStopWords("english"),
        "nordica",
    ],
)
hashing = HashingTF(inputCol="kept", outputCol="counts")
idf = IDF(inputCol="counts", outputCol="features")
lr = LogisticRegression(maxIter=5)
pipeline = Pipeline(stages=[tokenizer, remover, hashing, idf, lr])
model = pipeline.fit(old_df)
scored_df = model.transform(new_df)
named_df = scored_df.filter(F.array_contains("words", "nordica"))
named = named_df.select("review_id", "prediction").collect()

# %% check
rows = scored_df.orderBy("review_id").toPandas()
assert len(rows) == 12, "not every new review has been scored"
fillers = {"we", "the", "and", "was", "all", "at", "in", "again"}
for words in rows["kept"]:
    assert "nordica" not in words, "the hotel's name was kept"
    assert not fillers & set(words), "filler words were kept"
assert [vector.numNonzeros() for vector in rows["features"]] == [
    len(set(words)) for words in rows["kept"]
], "the features are not those of the words that were kept"
assert list(rows["prediction"]) == list(rows["label"]), (
    "new reviews were put into the wrong class"
)
assert sorted(row["review_id"] for row in named) == [
    i for i in range(12) if i % 3 != 1
], "the reviews with the hotel's name were not found"
