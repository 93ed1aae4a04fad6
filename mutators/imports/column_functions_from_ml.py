"""Imports the functions of columns from pyspark.ml.

In a program of pyspark.ml its own module `functions` looks like the right one. It converts
vectors and little more: "module 'pyspark.ml.functions' has no attribute 'col'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

IN_BOTH = {"pandas_udf", "uuid"}
"""Names that `pyspark.ml.functions` has too, if only by its own imports."""


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
        Leaves(
            """
            from pyspark.sql import functions as F
            from pyspark.sql.functions import col
            df.where(col("a") > 0)
            """
        ),
        Leaves(
            """
            try:
                from pyspark.sql import functions as F
            except ImportError:
                from helpers import functions as F
            df.where(F.col("a") > 0)
            """
        ),
        Leaves(
            """
            from .pyspark.sql import functions as F
            df.where(F.col("a") > 0)
            """
        ),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        if self.imported_from(node) != ("pyspark.sql", ["functions"]):
            return
        assert not isinstance(node.names, cst.ImportStar)
        if self._is_used(node.names[0].evaluated_alias or "functions"):
            yield with_module(node, "pyspark.ml")

    def mutate_ImportAlias(self, node: cst.ImportAlias) -> Iterator[cst.ImportAlias]:
        if (
            node.evaluated_name == "pyspark.sql.functions"
            and not self.is_conditional(node)
            and (alias := node.evaluated_alias)
            and self._is_used(alias)
        ):
            yield node.with_changes(name=cst.parse_expression("pyspark.ml.functions"))

    def _is_used(self, module: str) -> bool:
        """Whether what pyspark.ml.functions does not have is called by this name of the module."""
        return any(
            isinstance(call.func, cst.Attribute)
            and isinstance(call.func.value, cst.Name)
            and call.func.value.value == module
            and (self.qualified_name(call.func) or "").startswith("pyspark.sql.functions.")
            and call.func.attr.value not in IN_BOTH
            for call in self.program.calls
        )
