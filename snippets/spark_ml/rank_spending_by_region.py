# /// snippet
# title = "Rank who has an age and a spending in each region, sample all leavers"
# domain = "spark-ml"
# objectives = ["mitigate-imbalance", "summary-statistics", "remove-outliers"]
# docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sampleBy.html"
# requires = []
# ///

# %% given
_towns = ["Aa", "Bo", "Cy", "Du", "Ek"]
_web = [
    (
        i,
        20.0 + (i * 7) % 40,
        100.0 + (i * 37) % 83,
        _towns[i % 5],
        "yes" if i % 6 == 0 else "no",
        "a@b.c" if i % 3 else None,
    )
    for i in range(36)
]
_web[5] = (5, None, 140.0, "Aa", "no", None)
_store = [
    (
        i,
        300.0 + (i * 53) % 91,
        25.0 + (i * 11) % 38,
        _towns[i % 5],
        "yes" if i % 6 == 0 else "no",
        "a@b.c" if i % 3 else None,
    )
    for i in range(36, 72)
]
_store[10] = (46, None, 31.0, "Bo", "no", None)
web_df = spark.createDataFrame(
    _web,
    "member_id int, age double, spend double, town string, "
    "left string, mail string",
).coalesce(1)
store_df = spark.createDataFrame(
    _store,
    "member_id int, spend double, age double, town string, "
    "left string, mail string",
).coalesce(1)
regions_df = spark.createDataFrame(
    [
        ("Aa", "north"),
        ("Bo", "north"),
        ("Cy", "south"),
        ("Du", "south"),
    ],
    "town string, region string",
)

# %% snippet
from pyspark.sql import functions as F
from pyspark.sql import Window

members_df = web_df.unionByName(store_df)
members_df = members_df.dropna(subset=["age", "spend"])
members_df = members_df.join(regions_df, on="town", how="left")
members_df = members_df.fillna("unknown", subset=["region"])
by_spending = Window.partitionBy("region").orderBy(F.desc("spend"))
rank = F.row_number().over(by_spending)
ranked_df = members_df.withColumn("rank", rank)
top_df = ranked_df.filter("rank <= 3").orderBy("region", "rank")
top = [(row["region"], row["member_id"]) for row in top_df.collect()]
fractions = {"yes": 1.0, "no": 0.5}
sample_df = ranked_df.sampleBy("left", fractions, seed=2)
sizes = {
    row["left"]: row["count"]
    for row in sample_df.groupBy("left").count().collect()
}

# %% check
members = ranked_df.toPandas()
spend_of = {row[0]: row[2] for row in _web}
spend_of |= {row[0]: row[1] for row in _store}
assert members["age"].notna().all(), "members without an age are there"
assert members["spend"].notna().all(), (
    "members whose spending is not known are there"
)
assert all(
    spend == spend_of[member]
    for member, spend in zip(members["member_id"], members["spend"])
), "there are ages in the column of the spending"
assert len(members) == 70 or members["town"].nunique() < 5, (
    "members whose age and spending are known have got lost"
)
assert "Ek" in set(members["town"]), (
    "members of a town without a region have got lost"
)
assert members["region"].notna().all(), (
    "a town without a region is not called unknown"
)
expected = (
    members.sort_values("spend", ascending=False)
    .groupby("region")
    .head(3)
    .sort_values(["region", "spend"], ascending=[True, False])
)
assert len(expected) == 9 and set(top) == set(
    zip(expected["region"], expected["member_id"])
), "the top is not the three with the highest spending of each region"
assert top == list(zip(expected["region"], expected["member_id"])), (
    "the top is not in order"
)
left = members["left"] == "yes"
assert sizes.get("yes") == left.sum(), (
    "not all who left are in the sample"
)
assert 0 < sizes.get("no", 0) < 0.8 * (~left).sum(), (
    "of those who stayed not half are in the sample"
)
