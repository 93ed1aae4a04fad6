"""Imports once what programs come to import, so that not each forked process does it again."""

from __future__ import annotations

import contextlib
import importlib

MODULES = (
    "mlflow.models",
    "mlflow.models.signature",
    "mlflow.pyfunc",
    "mlflow.sklearn",
    "mlflow.spark",
    "mlflow.store.artifact.local_artifact_repo",
    "mlflow.store.model_registry.sqlalchemy_store",
    "mlflow.store.tracking.sqlalchemy_store",
    "git",
    "matplotlib.pyplot",
    "narwhals",
    "pyspark.ml",
    "pyspark.sql.pandas.functions",
    "pyspark.sql.pandas.types",
    "skops.io",
    "sklearn.compose",
    "sklearn.datasets",
    "sklearn.ensemble",
    "sklearn.impute",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "sklearn.tree",
    "sqlalchemy.dialects.sqlite",
)
"""Seen in profiles of the snippets; 1254 modules and 4 s for one that logs a model."""

UDF_MODULES = ("mlflow.pyfunc", "mlflow.sklearn", "skops.io", "sklearn.linear_model")
"""What Spark's Python workers import to score with a logged model."""


def import_all(names: tuple[str, ...]) -> None:
    """Imports modules; those that are not installed are left out."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def map_packages() -> None:
    """Lets MLflow work out which package each module is of: 1 s, at the first logged model."""
    from mlflow.utils import requirements_utils

    # Not a public function; without it the first logged model of each process takes longer.
    with contextlib.suppress(AttributeError):
        requirements_utils._init_packages_to_modules_map()
