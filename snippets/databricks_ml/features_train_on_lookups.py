# /// snippet
# title = "Train on two features of each table, and not on the member's number"
# domain = "databricks-ml"
# objectives = ["feature-store", "train-with-features-of-a-feature-table"]
# docs = "https://docs.databricks.com/machine-learning/feature-store/train-models-with-feature-store.html"
# requires = []
# ///

# %% given
from databricks.feature_engineering import (
    FeatureEngineeringClient as _FeatureEngineeringClient,
)

_rows = []
for _i in range(30):
    _visits, _classes = (_i * 7) % 13, (_i * 5) % 6
    _fee, _late = 20 + (_i * 11) % 30, (_i * 3) % 4
    _left = int(_fee / 4 + 3 * _late - _visits - _classes > 2)
    _rows.append((_i, _visits, _classes, _fee, _late, _left))
_all = spark.createDataFrame(
    _rows,
    "member_id int, visits int, classes int, fee int, late int, left int",
).coalesce(1)
_visits_df = _all.selectExpr(
    "member_id",
    "visits as visits_30d",
    "classes as classes_30d",
    "-left as exit_score",
)
_payments_df = _all.selectExpr(
    "member_id", "fee", "late as late_payments", "100 * left as refund"
)
_store = _FeatureEngineeringClient()
_store.create_table(
    name="gym.features.visits", primary_keys="member_id", df=_visits_df
)
_store.create_table(
    name="gym.features.payments",
    primary_keys="member_id",
    df=_payments_df,
)
labels_df = _all.select("member_id", "left")

# %% snippet
from sklearn.linear_model import LogisticRegression
from databricks.feature_engineering import (
    FeatureEngineeringClient,
    FeatureLookup,
)

fe = FeatureEngineeringClient()
lookups = [
    FeatureLookup(
        table_name="gym.features.visits",
        feature_names=["visits_30d", "classes_30d"],
        lookup_key="member_id",
    ),
    FeatureLookup(
        table_name="gym.features.payments",
        feature_names=["fee", "late_payments"],
        lookup_key="member_id",
    ),
]
training_set = fe.create_training_set(
    df=labels_df,
    feature_lookups=lookups,
    label="left",
    exclude_columns=["member_id"],
)
rows = training_set.load_df().toPandas()
X, y = rows.drop(columns=["left"]), rows["left"]
model = LogisticRegression(max_iter=500).fit(X, y)

# %% check
used = list(model.feature_names_in_)
assert "member_id" not in used, (
    "the model was trained on the member's number"
)
assert "exit_score" not in used, (
    "the model was trained on more than two features of the table visits"
)
assert "refund" not in used, (
    "the model was trained on more than two features of the table payments"
)
assert sorted(used) == [
    "classes_30d",
    "fee",
    "late_payments",
    "visits_30d",
], "the model was not trained on the two features of each table"
assert len(rows) == 30, "the training rows are not one for each member"
truth = [row["left"] for row in labels_df.collect()]
assert sorted(y) == sorted(truth), (
    "the labels are not those of the members"
)
assert (model.predict(X) == y).mean() > 0.8, (
    "the model is often wrong about its own training rows"
)
