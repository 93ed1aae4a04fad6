"""Imports AutoML from `mlflow`.

Its trials are MLflow runs, and what it trains is an MLflow model. AutoML itself is Databricks':
"cannot import name 'automl' from 'mlflow'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module


class AutomlFromMlflow(Mutator):
    id = "automl-from-mlflow"
    title = "AutoML imported from mlflow"
    misconception = "AutoML is a part of MLflow, since its trials are MLflow runs."
    principle = (
        "AutoML is imported from `databricks`, and is built into Databricks Runtime ML before "
        "version 18.0. It logs its trials to MLflow, and is no part of it."
    )
    hint = "Which product trains, and which one only keeps the record?"
    docs = "https://docs.databricks.com/aws/en/machine-learning/automl/automl-api-reference"
    breaks = Raises("ImportError", match="cannot import name 'automl' from 'mlflow' ")
    applies = [
        Applies(
            before="""
            from databricks import automl
            summary = automl.classify(df, target_col='churn')
            """,
            after="""
            from mlflow import automl
            summary = automl.classify(df, target_col='churn')
            """,
        ),
        Applies(
            before="""
            from databricks import (
                automl as am,
            )
            am.regress(df, target_col='price')
            """,
            after="""
            from mlflow import (
                automl as am,
            )
            am.regress(df, target_col='price')
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from databricks import feature_engineering
            """
        ),
        Leaves(
            """
            from flaml import automl
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        if self.imported_from(node) == ("databricks", ["automl"]):
            yield with_module(node, "mlflow")
