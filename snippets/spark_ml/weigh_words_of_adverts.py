# /// snippet
# title = "Find the rarest words of the adverts for Berlin, fillers aside"
# domain = "spark-ml"
# objectives = ["transformer", "compare-estimators-and-transformers"]
# docs = "https://spark.apache.org/docs/latest/ml-features.html#tf-idf"
# requires = []
# ///

# %% given
_TEXTS = [
    "Baker wanted in Berlin",
    "We are looking for a baker in Bern",
    "Nurse wanted for a clinic in Berlin",
    "Please call us: nurse wanted in Bern",
    "Baker for the night shift in Bern please",
    "Welder wanted please in Berlin",
]
_rows = [(_i, _text) for _i, _text in enumerate(_TEXTS)]
adverts_df = spark.createDataFrame(
    _rows, "advert_id long, advert string"
)
adverts_df = adverts_df.coalesce(1).cache()

# %% snippet
from pyspark.sql import functions as fn
import pyspark.ml.feature as mlf

splitter = mlf.Tokenizer(inputCol="advert", outputCol="tokens")
fillers = mlf.StopWordsRemover.loadDefaultStopWords("english")
remover = mlf.StopWordsRemover(
    inputCol="tokens",
    outputCol="terms",
    stopWords=[*fillers, "please", "wanted"],
)
terms_df = remover.transform(splitter.transform(adverts_df))
counter = mlf.CountVectorizer(inputCol="terms", outputCol="counts")
counter_model = counter.fit(terms_df)
counted_df = counter_model.transform(terms_df)
idf = mlf.IDF(inputCol="counts", outputCol="weights")
weighted_df = idf.fit(counted_df).transform(counted_df)
berlin = weighted_df.where(
    fn.array_contains(fn.col("terms"), "berlin")
).collect()
vocabulary = counter_model.vocabulary
rarest = {
    row["advert_id"]: vocabulary[int(row["weights"].toArray().argmax())]
    for row in berlin
}

# %% check
assert sorted(rarest) == [0, 2, 5], (
    "the adverts found are not those for Berlin"
)
assert not {"please", "wanted"} & set(vocabulary), (
    "words of the office's own list were kept"
)
assert not {"in", "for", "a", "the", "we", "are", "us"} & set(
    vocabulary
), "English filler words were kept"
assert {"baker", "nurse", "berlin", "bern"} < set(vocabulary), (
    "words of the adverts are missing"
)
assert len(vocabulary) < 14, "the vocabulary holds more than the words"
assert rarest[2] == "clinic" and rarest[5] == "welder", (
    "the rarest words are not those that one advert alone has"
)
