"""Imports from `mlflow` itself what only one of its modules has.

`MlflowClient` can be had that way, and so people try it with the rest: "cannot import name
'infer_signature' from 'mlflow'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

NOT_ON_TOP = {
    ("mlflow.entities", "Metric"),
    ("mlflow.entities", "Param"),
    ("mlflow.models", "infer_signature"),
    ("mlflow.models.signature", "infer_signature"),
    ("mlflow.pyfunc", "PythonModel"),
    ("mlflow.pyfunc", "load_model"),
    ("mlflow.sklearn", "load_model"),
    ("mlflow.spark", "load_model"),
}
"""Modules, each with a name that it has and `mlflow` has not."""


class SubmoduleNameFromMlflow(Mutator):
    id = "submodule-name-from-mlflow"
    title = "A module's name imported from mlflow"
    misconception = "Whatever belongs to MLflow can be imported from `mlflow` itself."
    principle = (
        "`mlflow` itself offers the client and the functions for runs. `infer_signature` is "
        "in `mlflow.models`, `PythonModel` in `mlflow.pyfunc`, `Metric` and `Param` in "
        "`mlflow.entities`, and `load_model` in each flavor's module."
    )
    hint = "Which of MLflow's modules defines this name?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.models.html#mlflow.models.infer_signature"
    breaks = Raises("ImportError", match="cannot import name '[A-Za-z_]+' from 'mlflow' ")
    applies = [
        Applies(
            before="""
            from mlflow.models import infer_signature
            signature = infer_signature(X)
            """,
            after="""
            from mlflow import infer_signature
            signature = infer_signature(X)
            """,
        ),
        Applies(
            before="""
            from mlflow.entities import (
                Metric as M,
                Param,
            )
            m = M('mae', 1.5, 0, 1)
            """,
            after="""
            from mlflow import (
                Metric as M,
                Param,
            )
            m = M('mae', 1.5, 0, 1)
            """,
        ),
        Applies(
            before="""
            from mlflow.sklearn import load_model
            model = load_model(uri)
            """,
            after="""
            from mlflow import load_model
            model = load_model(uri)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            """
        ),
        Leaves(
            """
            from mlflow.entities import Run
            """
        ),
        Leaves(
            """
            from joblib.models import infer_signature
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        if names and all((module, name) in NOT_ON_TOP for name in names):
            yield with_module(node, "mlflow")
