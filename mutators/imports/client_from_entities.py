"""Imports MlflowClient from `mlflow.entities`.

Runs, metrics and the versions that it returns are entities. The client is not:
"cannot import name 'MlflowClient' from 'mlflow.entities'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

MODULES = ("mlflow", "mlflow.client", "mlflow.tracking")
"""From each of them it can be had."""


class ClientFromEntities(Mutator):
    id = "client-from-entities"
    title = "MlflowClient from mlflow.entities"
    misconception = (
        "The client is one of MLflow's entities, like the runs and versions that it returns."
    )
    principle = (
        "`MlflowClient` is in `mlflow` itself (and in `mlflow.client` and "
        "`mlflow.tracking`). `mlflow.entities` holds what its methods take and return, such "
        "as `Run` and `Metric`."
    )
    hint = "Is this class what MLflow returns, or what you ask MLflow with?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.entities.html"
    breaks = Raises(
        "ImportError", match=r"cannot import name 'MlflowClient' from 'mlflow\.entities'"
    )
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            """,
            after="""
            from mlflow.entities import MlflowClient
            client = MlflowClient()
            """,
        ),
        Applies(
            before="""
            from mlflow.tracking import (
                MlflowClient as Client,
            )
            Client().get_run(run_id)
            """,
            after="""
            from mlflow.entities import (
                MlflowClient as Client,
            )
            Client().get_run(run_id)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow.entities import Metric
            """
        ),
        Leaves(
            """
            from aimlflow import MlflowClient
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.MlflowClient()
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        if module in MODULES and names == ["MlflowClient"]:
            yield with_module(node, "mlflow.entities")
