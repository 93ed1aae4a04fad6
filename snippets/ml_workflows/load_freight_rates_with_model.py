# /// snippet
# title = "A freight model that finds its rates wherever it is served"
# domain = "ml-workflows"
# objectives = ["deployment", "deploy-a-custom-model"]
# docs = "https://mlflow.org/docs/latest/ml/model/python_model/"
# requires = []
# ///

# %% given
import json as _json
import os as _os
import pathlib as _pathlib

import mlflow as _mlflow
import pandas as _pd

_rates = {"air": 4.5, "rail": 0.6, "road": 1.1}
_pathlib.Path("rates.json").write_text(_json.dumps(_rates))
parcels = _pd.DataFrame(
    [("road", 12.0), ("air", 2.5), ("rail", 40.0)],
    columns=["mode", "weight"],
)

# %% snippet
import json

from mlflow import pyfunc, start_run

files = {"rates": "rates.json"}


class Freight(pyfunc.PythonModel):
    def load_context(self, context):
        with open(context.artifacts["rates"]) as file:
            self.rates = json.load(file)

    def predict(self, context, model_input):
        rate = model_input["mode"].map(self.rates)
        return rate * model_input["weight"]


with start_run(run_name="freight"):
    info = pyfunc.log_model(
        name="freight",
        python_model=Freight(),
        artifacts=files,
        input_example=parcels,
    )
freight = pyfunc.load_model(info.model_uri)
costs = freight.predict(parcels)
parcels["cost"] = costs.round(2)

# %% check
expected = [13.2, 11.25, 24.0]
assert list(parcels["cost"]) == expected, (
    "the costs do not follow the rates"
)
assert info.signature is not None, "the model has no signature"
run = _mlflow.get_run(info.run_id)
assert run.info.run_name == "freight", "the run is not called freight"
_os.rename("rates.json", "moved.json")
try:
    elsewhere = pyfunc.load_model(info.model_uri)
except (OSError, _mlflow.MlflowException):
    elsewhere = None
assert elsewhere is not None, (
    "the model cannot be loaded where its file was not put beside it"
)
again = elsewhere.predict(parcels[["mode", "weight"]])
assert list(again) == list(costs), (
    "the model gives other costs elsewhere"
)
