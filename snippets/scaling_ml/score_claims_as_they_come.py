# /// snippet
# title = "Let both models score each file of claims that has come in"
# domain = "scaling-ml"
# objectives = ["streaming-inference", "distributed-inference"]
# docs = "https://spark.apache.org/docs/latest/streaming/apis-on-dataframes-and-datasets.html"
# requires = []
# ///

# %% given
import json as _json
import pathlib as _pathlib

from pyspark.ml import Pipeline as _Pipeline
from pyspark.ml.feature import VectorAssembler as _VectorAssembler
from pyspark.ml.regression import LinearRegression as _LinearRegression

_rows = [
    (_i, 100.0 + (_i * 37) % 90, 20.0 + (_i * 13) % 40)
    for _i in range(9)
]
_folder = _pathlib.Path("claims")
_folder.mkdir()
for _n in range(3):
    _lines = [
        _json.dumps({"claim_id": _id, "amount": _amount, "age": _age})
        for _id, _amount, _age in _rows[_n::3]
    ]
    (_folder / f"{_n}.json").write_text("\n".join(_lines))


def _fit(first, second):
    old_df = spark.createDataFrame(
        [(*row[1:], first * row[1] + second * row[2]) for row in _rows],
        "amount double, age double, label double",
    ).coalesce(1)
    assembler = _VectorAssembler(
        inputCols=["amount", "age"], outputCol="features"
    )
    lr = _LinearRegression(solver="normal")
    return _Pipeline(stages=[assembler, lr]).fit(old_df)


champion = _fit(0.5, 2.0)
challenger = _fit(0.8, 1.0)

# %% snippet
claims_df = spark.readStream.schema(
    "claim_id long, amount double, age double"
).json("claims")
old_df = champion.transform(claims_df).select("claim_id", "prediction")
new_df = challenger.transform(claims_df).select(
    "claim_id", "prediction"
)
(
    old_df.writeStream.outputMode("append")
    .option("checkpointLocation", "checkpoints/champion")
    .trigger(availableNow=True)
    .toTable("champion_scores")
    .awaitTermination()
)
(
    new_df.writeStream.outputMode("append")
    .option("checkpointLocation", "checkpoints/challenger")
    .trigger(availableNow=True)
    .toTable("challenger_scores")
    .awaitTermination()
)
old_scores = spark.table("champion_scores").collect()
new_scores = spark.table("challenger_scores").collect()

# %% check
for name, scores, first, second in (
    ("champion", old_scores, 0.5, 2.0),
    ("challenger", new_scores, 0.8, 1.0),
):
    found = {row["claim_id"]: row["prediction"] for row in scores}
    assert len(found) == 9, f"not every claim has a score of the {name}"
    assert len(scores) == 9, f"claims were scored twice by the {name}"
    for number, amount, age in _rows:
        assert (
            abs(found[number] - first * amount - second * age) < 1e-6
        ), f"a score of the {name} is not that of its model"
