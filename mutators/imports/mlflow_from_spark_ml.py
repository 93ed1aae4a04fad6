"""Imports MLflow from `pyspark.ml`.

Where a Spark pipeline is logged, everything else comes from there. MLflow is no part of Spark:
"cannot import name 'mlflow' from 'pyspark.ml'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class MlflowFromSparkMl(Mutator):
    id = "mlflow-from-spark-ml"
    title = "MLflow imported from pyspark.ml"
    misconception = "MLflow is the part of Spark ML that tracks experiments."
    principle = (
        "MLflow is no part of Spark: it is a package of its own and tracks models of many "
        "libraries. Its module for Spark's models is `mlflow.spark`."
    )
    hint = "Which project do MLflow's modules belong to?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.spark.html"
    breaks = Raises("ImportError", match=r"cannot import name 'mlflow' from 'pyspark\.ml'")
    applies = [
        Applies(
            before="""
            import mlflow
            from pyspark.ml import Pipeline
            mlflow.spark.log_model(model, 'model')
            """,
            after="""
            from pyspark.ml import mlflow
            from pyspark.ml import Pipeline
            mlflow.spark.log_model(model, 'model')
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            import pandas as pd, pyspark.ml.feature as ft
            mf.log_metric('auc', auc)
            """,
            after="""
            from pyspark.ml import mlflow as mf
            import pandas as pd, pyspark.ml.feature as ft
            mf.log_metric('auc', auc)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            from .pyspark.ml import Pipeline
            """
        ),
        Leaves(
            """
            import mlflow
            from sklearn.linear_model import Ridge
            """
        ),
        Leaves(
            """
            import mlfoundry
            from pyspark.ml import Pipeline
            """
        ),
    ]

    def mutate_Import(self, node: cst.Import) -> Iterator[cst.ImportFrom]:
        if [each.evaluated_name for each in node.names] != ["mlflow"] or self.is_conditional(node):
            return
        if any(f"{name}.".startswith("pyspark.ml.") for name in self._modules()):
            module = cst.Attribute(cst.Name("pyspark"), cst.Name("ml"))
            yield cst.ImportFrom(module=module, names=node.names)

    def _modules(self) -> Iterator[str]:
        """The modules that the program imports, or imports something from."""
        for node in self.program.nodes:
            if isinstance(node, cst.ImportFrom):
                yield self.imported_from(node)[0]
            elif isinstance(node, cst.Import):
                yield from (each.evaluated_name for each in node.names)
