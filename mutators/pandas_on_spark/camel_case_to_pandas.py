"""Calls `toPandas` on a pandas-on-Spark frame.

Spark DataFrames have the method. The frames of `pyspark.pandas` follow pandas' spelling: an
AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method

LEAVING = ("collect", "item", "to_dict", "to_list", "to_numpy", "to_pandas", "to_spark", "tolist")
"""Methods whose results are no longer of pyspark.pandas."""


class CamelCaseToPandas(Mutator):
    id = "camel-case-to-pandas"
    title = "toPandas on a pandas-on-Spark frame"
    misconception = "Every distributed frame is collected with `toPandas`, whichever its API."
    principle = (
        "The frames of `pyspark.pandas` are collected with `to_pandas`; `toPandas` is the method "
        "of Spark DataFrames. Each API keeps its own spelling."
    )
    hint = "Of which API is this frame, and how are that API's methods spelled?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/api/pyspark.pandas.DataFrame.to_pandas.html"
    breaks = Raises("AttributeError", match=r"has no attribute 'toPandas'")
    applies = [
        Applies(
            before="""
            psdf = spark.table("t").pandas_api()
            means = psdf.groupby("g").mean()
            frame = means.sort_index().to_pandas()
            """,
            after="""
            psdf = spark.table("t").pandas_api()
            means = psdf.groupby("g").mean()
            frame = means.sort_index().toPandas()
            """,
        ),
        Applies(
            before="""
            import pyspark.pandas as ps
            model.fit(ps.read_parquet("rows")[["a", "b"]].to_pandas(), labels)
            """,
            after="""
            import pyspark.pandas as ps
            model.fit(ps.read_parquet("rows")[["a", "b"]].toPandas(), labels)
            """,
        ),
    ]
    leaves = [
        # Arrow's and polars' tables have the method too.
        Leaves("frame = table.to_pandas()"),
        Leaves(
            """
            import pandas as pd
            import pyspark.pandas as ps
            table = read_table("t")
            frame = pd.concat([table.to_pandas()])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "to_pandas"
            and self._is_on_spark(node.func.value)
        ):
            renamed = rename_method(node, "toPandas")
            if renamed:
                yield renamed

    def _is_on_spark(self, node: cst.BaseExpression | None) -> bool:
        """Whether the code says that an expression is a frame or a series of pyspark.pandas."""
        for _ in range(30):
            if isinstance(node, cst.Name):
                node = self.program.value_of(node)
            elif isinstance(node, cst.Subscript | cst.Attribute):
                node = node.value
            elif isinstance(node, cst.Call):
                if (self.qualified_name(node.func) or "").startswith("pyspark.pandas."):
                    return True
                if not isinstance(node.func, cst.Attribute):
                    return False
                if node.func.attr.value == "pandas_api":
                    return True
                if node.func.attr.value in LEAVING:
                    return False
                node = node.func.value
            else:
                return False
        return False
