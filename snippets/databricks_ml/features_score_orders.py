# /// snippet
# title = "Log a model with its feature lookups and score orders by their keys"
# domain = "databricks-ml"
# objectives = ["feature-store", "train-with-features-of-a-feature-table", "score-with-features-of-a-feature-table"]
# docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
# requires = []
# ///

# %% given
from databricks.feature_engineering import (
    FeatureEngineeringClient as _FeatureEngineeringClient,
)

_shops = [
    (shop, 1.0 + (shop * 7) % 11, float((shop * 5) % 8))
    for shop in range(12)
]
_FeatureEngineeringClient().create_table(
    name="retail.features.shops",
    primary_keys=["shop_id"],
    df=spark.createDataFrame(
        _shops, "shop_id int, distance_km double, staff double"
    ).coalesce(1),
)
_orders = [
    (
        number,
        number % 12,
        float(1 + (number * 3) % 9),
        10.0
        + 4 * _shops[number % 12][1]
        - _shops[number % 12][2]
        + 2 * (1 + (number * 3) % 9),
    )
    for number in range(36)
]
orders_df = spark.createDataFrame(
    _orders, "order_id int, shop_id int, items double, minutes double"
).coalesce(1)
new_orders_df = spark.createDataFrame(
    [(100, 3, 2.0), (101, 8, 6.0)],
    "order_id int, shop_id int, items double",
).coalesce(1)

# %% snippet
from databricks.feature_engineering import (
    FeatureEngineeringClient,
    FeatureLookup,
)
import mlflow
from sklearn.linear_model import LinearRegression

fe = FeatureEngineeringClient()
shops = FeatureLookup(
    table_name="retail.features.shops", lookup_key="shop_id"
)
training_set = fe.create_training_set(
    df=orders_df,
    feature_lookups=[shops],
    label="minutes",
    exclude_columns=["order_id", "shop_id"],
)
rows = training_set.load_df().toPandas()
model = LinearRegression()
model.fit(rows.drop(columns=["minutes"]), rows["minutes"])
with mlflow.start_run(run_name="delivery_minutes") as run:
    fe.log_model(
        model=model,
        artifact_path="model",
        flavor=mlflow.sklearn,
        training_set=training_set,
    )
scored_df = fe.score_batch(
    model_uri=f"runs:/{run.info.run_id}/model", df=new_orders_df
)

# %% check
scored = scored_df.orderBy("order_id").collect()
used = sorted(model.feature_names_in_)
assert used == ["distance_km", "items", "staff"], (
    "the model was not trained on the items and the shop's features alone"
)
assert len(rows) == 36, "the training rows are not one for each order"
logged = mlflow.get_run(run.info.run_id)
assert logged.info.run_name == "delivery_minutes", (
    "the run is not called delivery_minutes"
)
assert [row["order_id"] for row in scored] == [100, 101], (
    "the new orders do not have one prediction each"
)
for row in scored:
    _, distance, staff = _shops[row["shop_id"]]
    true = 10.0 + 4 * distance - staff + 2 * row["items"]
    assert abs(row["prediction"] - true) < 1e-6, (
        "the prediction is not the one for the order's shop and items"
    )
