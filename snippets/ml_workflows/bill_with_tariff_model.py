# /// snippet
# title = "A billing model that carries its tariff and its usage model with it"
# domain = "ml-workflows"
# objectives = ["deployment", "deploy-a-custom-model", "model-registry", "query-a-model-for-realtime-inference"]
# docs = "https://mlflow.org/docs/latest/ml/model/python_model/"
# requires = []
# ///

# %% given
import os as _os

import mlflow as _mlflow
import pandas as _pd
from sklearn.linear_model import LinearRegression as _LinearRegression

_tariff = _pd.DataFrame(
    {"zone": ["hill", "port", "town"], "price": [0.21, 0.34, 0.28]}
)
_tariff.to_csv("tariff.csv", index=False)
_homes = _pd.DataFrame(
    [(30.0 + (i * 17) % 90, 1.0 + i % 5) for i in range(20)],
    columns=["area", "people"],
)
usage_model = _LinearRegression().fit(
    _homes, 4 * _homes["area"] + 90 * _homes["people"]
)
homes = _pd.DataFrame(
    [("port", 40.0, 1.0), ("hill", 95.0, 4.0), ("town", 60.0, 2.0)],
    columns=["zone", "area", "people"],
)

# %% snippet
import pandas as pd
import mlflow
from mlflow.pyfunc import PythonModel


class Billing(PythonModel):
    def load_context(self, context):
        tariff = pd.read_csv(context.artifacts["tariff"])
        self.prices = tariff.set_index("zone")["price"]
        self.usage = mlflow.sklearn.load_model(
            context.artifacts["usage"]
        )

    def predict(self, context, model_input, params=None):
        usage = self.usage.predict(model_input[["area", "people"]])
        return model_input["zone"].map(self.prices) * usage


mlflow.sklearn.save_model(usage_model, path="usage")
with mlflow.start_run():
    info = mlflow.pyfunc.log_model(
        name="billing",
        python_model=Billing(),
        artifacts={"tariff": "tariff.csv", "usage": "usage"},
        input_example=homes,
        registered_model_name="yearly_bill",
    )
billing = mlflow.pyfunc.load_model("models:/yearly_bill/1")
bills = billing.predict(homes)

# %% check
expected = []
prices = _tariff.set_index("zone")["price"]
for zone, area, people in homes.itertuples(index=False):
    row = _pd.DataFrame({"area": [area], "people": [people]})
    expected.append(prices[zone] * usage_model.predict(row)[0])
assert [round(bill, 6) for bill in bills] == [
    round(bill, 6) for bill in expected
], "the bills do not follow the tariff and the usage model"
assert info.signature is not None, "the model has no signature"
found = mlflow.MlflowClient().search_model_versions(
    "name='yearly_bill'"
)
assert len(found) == 1, "the model is not registered exactly once"
_os.rename("tariff.csv", "moved.csv")
_os.rename("usage", "moved")
try:
    elsewhere = mlflow.pyfunc.load_model("models:/yearly_bill/1")
except (OSError, _mlflow.MlflowException):
    elsewhere = None
assert elsewhere is not None, (
    "the model cannot be loaded where its files were not put beside it"
)
assert list(elsewhere.predict(homes)) == list(bills), (
    "the registered model gives other bills elsewhere"
)
