"""Imports infer_signature from `mlflow.types`.

A signature is made of types and schemas, and these are there. The function is not: "cannot import
name 'infer_signature' from 'mlflow.types'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

MODULES = ("mlflow.models", "mlflow.models.signature")


class SignatureFromTypes(Mutator):
    id = "signature-from-types"
    title = "infer_signature from mlflow.types"
    misconception = (
        "As a signature lists types of columns, the function that infers it is in `mlflow.types`."
    )
    principle = (
        "`infer_signature` is in `mlflow.models`, as is the `ModelSignature` that it "
        "returns. `mlflow.types` holds what a signature is put together from: `Schema`, "
        "`ColSpec`, `DataType`."
    )
    hint = "Does a signature describe a type, or a model?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.models.html#mlflow.models.infer_signature"
    breaks = Raises(
        "ImportError", match=r"cannot import name 'infer_signature' from 'mlflow\.types'"
    )
    applies = [
        Applies(
            before="""
            from mlflow.models import infer_signature
            signature = infer_signature(X)
            """,
            after="""
            from mlflow.types import infer_signature
            signature = infer_signature(X)
            """,
        ),
        Applies(
            before="""
            from mlflow.models.signature import (
                infer_signature as infer,
            )
            signature = infer(X, y)
            """,
            after="""
            from mlflow.types import (
                infer_signature as infer,
            )
            signature = infer(X, y)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow.models import ModelSignature
            """
        ),
        Leaves(
            """
            from mlflow.types import Schema
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
        if module in MODULES and names == ["infer_signature"]:
            yield with_module(node, "mlflow.types")
