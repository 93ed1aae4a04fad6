# /// snippet
# title = "Compare couriers in one row each, with aggregations written in pandas"
# domain = "scaling-ml"
# objectives = ["pandas-udf", "summary-statistics"]
# docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#series-to-scalar"
# requires = []
# ///

# %% given
import pandas as _pd

_tours = _pd.DataFrame(
    [
        (
            ["Ada", "Ben", "Cem"][_i % 3],
            ["harbour", "hill"][_i % 2],
            20.0 + (_i * 11) % 37,
            30.0 + (_i * 5) % 13,
        )
        for _i in range(30)
    ],
    columns=["courier", "district", "minutes", "promised"],
)
tours_df = spark.createDataFrame(_tours).coalesce(1).cache()

# %% snippet
from pandas import Series
from pyspark.sql import functions as F


@F.pandas_udf("double")
def late_share(minutes: Series, promised: Series) -> float:
    return (minutes > promised).mean()


@F.pandas_udf("double")
def longest(minutes: Series) -> float:
    return minutes.max()


@F.pandas_udf("int")
def n_outliers(minutes: Series) -> int:
    distance = (minutes - minutes.mean()).abs()
    return int((distance > 1.2 * minutes.std()).sum())


district_df = tours_df.groupBy("district").agg(longest("minutes"))
longest_tours = dict(district_df.collect())
couriers_df = tours_df.groupBy("courier").agg(
    late_share("minutes", "promised").alias("late"),
    longest("minutes").alias("longest"),
    n_outliers("minutes").alias("outliers"),
)
couriers = couriers_df.orderBy("late").collect()
most_punctual = couriers[0]["courier"]

# %% check
assert longest_tours == dict(
    _tours.groupby("district")["minutes"].max()
), "the longest tours are not those of each district"
assert couriers_df.columns == [
    "courier",
    "late",
    "longest",
    "outliers",
], "the columns are not courier, late, longest and outliers"
assert len(couriers) == 3, "there is not one row for each courier"
for row in couriers:
    own = _tours[_tours["courier"] == row["courier"]]
    minutes = own["minutes"]
    late = (minutes > own["promised"]).mean()
    assert abs(row["late"] - late) < 1e-9, (
        "the share is not that of a courier's tours that were late"
    )
    assert row["longest"] == minutes.max(), (
        "the longest tour is not the courier's"
    )
    far = (minutes - minutes.mean()).abs() > 1.2 * minutes.std()
    assert row["outliers"] == far.sum() > 0, (
        "the outliers are not those of the courier's own tours"
    )
shares = [row["late"] for row in couriers]
assert shares == sorted(set(shares)), (
    "the couriers do not begin with the most punctual one"
)
