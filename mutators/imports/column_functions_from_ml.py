"""Imports the functions of columns from pyspark.ml.

In a program of pyspark.ml its own module `functions` looks like the right one. It converts
vectors and little more: "module 'pyspark.ml.functions' has no attribute 'col'".
"""

from collections.abc import Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from trainer.mutation import Applies, Leaves, Mutator, Raises

IN_BOTH = {"array_to_vector", "pandas_udf", "predict_batch_udf", "vector_to_array"}


class ColumnFunctionsFromMl(Mutator):
    id = "column-functions-from-ml"
    title = "Column functions from pyspark.ml.functions"
    misconception = "A program for machine learning takes its column functions from `pyspark.ml`."
    principle = (
        "Functions such as `col` and `avg` are in `pyspark.sql.functions`. `pyspark.ml.functions` "
        "has but a few of its own, such as `vector_to_array` and `predict_batch_udf`."
    )
    hint = "Which of the two modules called functions has `col`?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.ml.html#functions"
    breaks = Raises("AttributeError", match="module 'pyspark.ml.functions' has no attribute")
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            df.where(F.col("a") > 0)
            """,
            after="""
            from pyspark.ml import functions as F
            df.where(F.col("a") > 0)
            """,
        ),
        Applies(
            before="""
            import pyspark.sql.functions as sf
            totals = df.agg(sf.sum("a"))
            """,
            after="""
            import pyspark.ml.functions as sf
            totals = df.agg(sf.sum("a"))
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.sql import functions as F
            udf = F.pandas_udf(add, "long")
            """
        ),
        Leaves(
            """
            import torch.nn.functional as F
            F.relu(x)
            """
        ),
        Leaves("from pyspark.sql.functions import col"),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        if node.module is None or isinstance(node.names, cst.ImportStar):
            return
        names = [each.evaluated_name for each in node.names]
        module = get_full_name_for_node(node.module)
        if module == "pyspark.sql" and names == ["functions"] and self._is_used():
            yield node.with_changes(module=cst.parse_expression("pyspark.ml"))

    def mutate_ImportAlias(self, node: cst.ImportAlias) -> Iterator[cst.ImportAlias]:
        if node.asname and node.evaluated_name == "pyspark.sql.functions" and self._is_used():
            yield node.with_changes(name=cst.parse_expression("pyspark.ml.functions"))

    def _is_used(self) -> bool:
        """Whether the program calls a function that pyspark.ml.functions does not have."""
        names = (self.qualified_name(call.func) or "" for call in self.program.calls)
        return any(
            name.startswith("pyspark.sql.functions.") and name.rpartition(".")[2] not in IN_BOTH
            for name in names
        )
