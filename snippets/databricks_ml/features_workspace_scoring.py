# /// snippet
# title = "Reprice some tariffs, keep the rest, and bill the meters on them (legacy client)"
# domain = "databricks-ml"
# objectives = ["feature-store", "write-to-a-feature-table", "train-with-features-of-a-feature-table", "score-with-features-of-a-feature-table"]
# docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
# requires = []
# ///

# %% given
from databricks.feature_store import FeatureStoreClient as _Client

_old = {1: 0.30, 2: 0.20, 3: 0.36, 4: 0.28}
_prices = _old | {2: 0.18, 4: 0.24}
spark.sql("CREATE DATABASE IF NOT EXISTS energy")
_Client().create_table(
    name="energy.tariffs",
    primary_keys="tariff_id",
    df=spark.createDataFrame(
        list(_old.items()), "tariff_id int, price double"
    ).coalesce(1),
)
repriced_df = spark.createDataFrame(
    [(2, 0.18), (4, 0.24)], "tariff_id int, price double"
).coalesce(1)
meters_df = spark.createDataFrame(
    [
        (1 + i % 4, kwh, 12.0 + 40 * _old[1 + i % 4] + 3 * kwh)
        for i in range(24)
        for kwh in [float(2 + (i * 7) % 9)]
    ],
    "tariff_id int, kwh double, bill double",
).coalesce(1)
new_meters_df = spark.createDataFrame(
    [(71, 4, 4.0), (72, 2, 9.0)],
    "meter_id int, tariff_id int, kwh double",
).coalesce(1)

# %% snippet
from databricks import feature_store
import mlflow
from sklearn.linear_model import LinearRegression

fs = feature_store.FeatureStoreClient()
tariffs = feature_store.FeatureLookup(
    "energy.tariffs", lookup_key="tariff_id"
)
training_set = fs.create_training_set(
    meters_df, [tariffs], label="bill", exclude_columns=["tariff_id"]
)
meters = training_set.load_df().toPandas()
model = LinearRegression()
model.fit(meters.drop(columns=["bill"]), meters["bill"])
fs.log_model(
    model,
    "bill_model",
    flavor=mlflow.sklearn,
    training_set=training_set,
    registered_model_name="meter_bills",
)
fs.write_table(name="energy.tariffs", df=repriced_df, mode="merge")
uri = "models:/meter_bills/1"
billed_df = fs.score_batch(model_uri=uri, df=new_meters_df)
billed = billed_df.orderBy("meter_id").collect()

# %% check
table = fs.read_table("energy.tariffs").collect()
stored = {row["tariff_id"]: row["price"] for row in table}
assert set(stored) == set(_prices), (
    "the table lost tariffs that were not repriced"
)
assert stored == _prices, "the table does not hold the newest prices"
assert len(meters) == 24, "the training rows are not one for each meter"
assert sorted(model.feature_names_in_) == ["kwh", "price"], (
    "the model was not trained on the usage and the price alone"
)
assert [row["meter_id"] for row in billed] == [71, 72], (
    "the new meters do not have one bill each"
)
for row in billed:
    bill = 12.0 + 40 * _prices[row["tariff_id"]] + 3 * row["kwh"]
    assert abs(row["prediction"] - bill) < 1e-6, (
        "the bill is not the one for the meter's usage and its new price"
    )
