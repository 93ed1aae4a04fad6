"""Imports MLflow from `pyspark.ml`.

Where a Spark pipeline is logged, everything else comes from there. MLflow is no part of Spark:
"cannot import name 'mlflow' from 'pyspark.ml'".
"""

from collections.abc import Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from trainer.mutation import Applies, Leaves, Mutator, Raises


def _is_of_spark_ml(node: cst.CSTNode) -> bool:
    """Whether an import names something of `pyspark.ml`."""
    if isinstance(node, cst.ImportFrom) and node.module is not None:
        name = get_full_name_for_node(node.module) or ""
    elif isinstance(node, cst.Import):
        name = node.names[0].evaluated_name
    else:
        return False
    return f"{name}.".startswith("pyspark.ml.")


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
            import pyspark.ml.feature as ft
            mf.log_metric('auc', auc)
            """,
            after="""
            from pyspark.ml import mlflow as mf
            import pyspark.ml.feature as ft
            mf.log_metric('auc', auc)
            """,
        ),
    ]
    leaves = [
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
        if len(node.names) != 1 or node.names[0].evaluated_name != "mlflow":
            return
        if any(_is_of_spark_ml(each) for each in self.program.nodes):
            module = cst.Attribute(cst.Name("pyspark"), cst.Name("ml"))
            yield cst.ImportFrom(module=module, names=node.names)
