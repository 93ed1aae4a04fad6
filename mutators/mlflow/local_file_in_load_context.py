"""Opens the file by its path on this machine in `load_context`.

Here the file is there, so the model loads. Where it is served there is none: the copy that was
logged with the model lies elsewhere, at the path in `context.artifacts`.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument


class LocalFileInLoadContext(Mutator):
    id = "local-file-in-load-context"
    title = "A custom model that opens a local file"
    misconception = (
        "A file that is logged with a custom model is found at the path it had on this machine."
    )
    principle = (
        "Files given as `artifacts` are copied into the model. `context.artifacts` maps each "
        "key to where the copy lies on the machine that loads the model."
    )
    hint = "Where does this file lie on the machine that serves the model?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.pyfunc.html#mlflow.pyfunc.PythonModelContext"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import json
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self, context):
                    with open(context.artifacts["rates"]) as file:
                        self.rates = json.load(file)
            mlflow.pyfunc.log_model(
                name="freight",
                python_model=Freight(),
                artifacts={"rates": "rates.json"},
            )
            """,
            after="""
            import json
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self, context):
                    with open("rates.json") as file:
                        self.rates = json.load(file)
            mlflow.pyfunc.log_model(
                name="freight",
                python_model=Freight(),
                artifacts={"rates": "rates.json"},
            )
            """,
        ),
        Applies(
            before="""
            import pandas as pd
            from mlflow import pyfunc
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def load_context(self, ctx):
                    self.tariff = pd.read_csv(ctx.artifacts['tariff'], index_col=0)
            files = {'tariff': 'in/tariff.csv'}
            pyfunc.log_model("billing", python_model=Billing(), artifacts=files)
            """,
            after="""
            import pandas as pd
            from mlflow import pyfunc
            from mlflow.pyfunc import PythonModel
            class Billing(PythonModel):
                def load_context(self, ctx):
                    self.tariff = pd.read_csv('in/tariff.csv', index_col=0)
            files = {'tariff': 'in/tariff.csv'}
            pyfunc.log_model("billing", python_model=Billing(), artifacts=files)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            class Freight(mlflow.pyfunc.PythonModel):
                def load_context(self, context):
                    self.rates = read(context.artifacts["rates"])
            mlflow.pyfunc.log_model(name="freight", python_model=Freight(), artifacts=find_files())
            """
        ),
        Leaves(
            """
            class Loader:
                def load_context(self, context):
                    self.rates = open(context.artifacts["rates"])
            Loader().start(artifacts={"rates": "rates.json"})
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.SimpleString]:
        owner = node.value
        if not isinstance(owner, cst.Attribute) or owner.attr.value != "artifacts":
            return
        index = node.slice[0].slice if len(node.slice) == 1 else None
        key = index.value if isinstance(index, cst.Index) else None
        if isinstance(key, cst.SimpleString) and self._in_load_context(node):
            path = self._paths().get(key.raw_value)
            if path is not None:
                yield path

    def _in_load_context(self, node: cst.Subscript) -> bool:
        return any(
            isinstance(around, cst.FunctionDef) and around.name.value == "load_context"
            for around in self.program.ancestors(node)
        )

    def _paths(self) -> dict[str, cst.SimpleString]:
        """Key and local path of each artifact that models of the program are logged with."""
        found: dict[str, cst.SimpleString] = {}
        for call in self.program.calls:
            if not self.calls(call, "mlflow.pyfunc.log_model", "mlflow.pyfunc.save_model"):
                continue
            given = argument(call, "artifacts")
            files = given and (self.program.value_of(given.value) or given.value)
            for element in files.elements if isinstance(files, cst.Dict) else ():
                if (
                    isinstance(element, cst.DictElement)
                    and isinstance(element.key, cst.SimpleString)
                    and isinstance(element.value, cst.SimpleString)
                ):
                    found[element.key.raw_value] = element.value
        return found
