# /// snippet
# title = "Batch inference: predict which open orders will be returned"
# domain = "ml-workflows"
# objectives = ["deployment", "batch-inference-with-pandas", "batch-inference"]
# docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.load_model"
# requires = []
# ///

# %% given
import mlflow as _mlflow
import pandas as _pd
from mlflow import MlflowClient as _MlflowClient
from mlflow.models import infer_signature as _infer_signature
from sklearn.linear_model import (
    LogisticRegression as _LogisticRegression,
)

_features = ["price", "discount", "items"]


def _orders(n, shift):
    rows = []
    for i in range(n):
        price = 9.5 + (i * 43 + shift * 7) % 190
        discount = ((i * 13 + shift) % 6) / 10
        items = 1 + (i * 5 + shift) % 4
        status = ["open", "shipped", "cancelled"][(i * 7 + shift) % 3]
        rows.append((1000 + i, status, price, discount, items))
    return _pd.DataFrame(
        rows, columns=["order_id", "status", *_features]
    )


_past = _orders(48, 1)
_X = _past[_features]


def _register(returned):
    fitted = _LogisticRegression(max_iter=2000).fit(_X, returned)
    with _mlflow.start_run():
        _mlflow.sklearn.log_model(
            fitted,
            name="model",
            signature=_infer_signature(_X, fitted.predict(_X)),
            pip_requirements=["scikit-learn"],
            registered_model_name="order_returns",
        )
    return fitted


_champion = _register(
    ((_X["price"] > 80) & (_X["discount"] > 0.1)).astype(int)
)
_register((_X["items"] > 2).astype(int))
_MlflowClient().set_registered_model_alias(
    "order_returns", "champion", 1
)
_new = _orders(30, 4)
_new["items"] = _new["items"].where(_new["items"] != 1)
_new.to_csv("orders.csv", index=False)
_new["items"] = _new["items"].fillna(1).astype("int64")

# %% snippet
import mlflow
import pandas as pd

orders = pd.read_csv("orders.csv")
open_orders = orders[orders["status"] == "open"].copy()
model = mlflow.pyfunc.load_model("models:/order_returns@champion")
items = open_orders["items"].fillna(1).astype("int64")
open_orders["items"] = items
open_orders["returned"] = model.predict(
    open_orders[["price", "discount", "items"]]
)
likely = open_orders[open_orders["returned"] == 1]
value_at_risk = likely["price"].sum()
likely.to_csv("likely_returns.csv", index=False)

# %% check
expected = _new[_new["status"] == "open"]
labels = _champion.predict(expected[_features])
assert 0 < labels.sum() < len(labels)
assert list(open_orders["order_id"]) == list(expected["order_id"]), (
    "the scored rows are not the open orders"
)
assert open_orders["returned"].notna().all(), (
    "some open orders have no prediction"
)
assert list(open_orders["returned"]) == list(labels), (
    "the predictions are not the champion's for these orders"
)
assert (
    abs(value_at_risk - expected["price"][labels == 1].sum()) < 1e-9
), "the value at risk is not the sum of the prices of likely returns"
written = _pd.read_csv("likely_returns.csv")
assert list(written["order_id"]) == list(
    expected["order_id"][labels == 1]
), "the file does not hold the likely returns"
