"""Calls a method of Spark DataFrames on a pandas-on-Spark frame.

The frame is a Spark DataFrame inside. Outside it has pandas' methods and pandas' spelling only: an
AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method

LEAVING = ("collect", "item", "to_dict", "to_list", "to_numpy", "to_pandas", "to_spark", "tolist")
"""Methods whose results are no longer of pyspark.pandas."""
SPELLINGS = {
    "drop_duplicates": "dropDuplicates",
    "groupby": "groupBy",
    "sort_values": "orderBy",
}
"""Methods of pandas, to those of Spark DataFrames that do the same."""


class SparkMethodOnPandasOnSpark(Mutator):
    id = "spark-method-on-pandas-on-spark"
    title = "Spark's methods on a pandas-on-Spark frame"
    misconception = "A pandas-on-Spark frame has the methods of both APIs."
    principle = (
        "A frame of `pyspark.pandas` has pandas' methods only, as pandas spells them: `groupby`, "
        "`sort_values`, `drop_duplicates`. For Spark's it is turned with `to_spark`."
    )
    hint = "Which of the two APIs does this object speak at this point of the program?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/frame.html"
    breaks = Raises("AttributeError", match=r"no attribute '(groupBy|orderBy|dropDuplicates)'")
    applies = [
        Applies(
            before="""
            psdf = spark.table("sales").pandas_api()
            totals = psdf.groupby("store")["units"].sum()
            """,
            after="""
            psdf = spark.table("sales").pandas_api()
            totals = psdf.groupBy("store")["units"].sum()
            """,
        ),
        Applies(
            before="""
            import pyspark.pandas as ps
            sales = ps.read_parquet("sales")
            sales["revenue"] = sales["price"] * sales["units"]
            top = sales.drop_duplicates().sort_values(by="revenue").head(3)
            """,
            after=(
                """
                import pyspark.pandas as ps
                sales = ps.read_parquet("sales")
                sales["revenue"] = sales["price"] * sales["units"]
                top = sales.drop_duplicates().orderBy(by="revenue").head(3)
                """,
                """
                import pyspark.pandas as ps
                sales = ps.read_parquet("sales")
                sales["revenue"] = sales["price"] * sales["units"]
                top = sales.dropDuplicates().sort_values(by="revenue").head(3)
                """,
            ),
        ),
    ]
    leaves = [
        # pandas itself.
        Leaves(
            """
            import pandas as pd
            totals = pd.read_parquet("sales").groupby("store").sum()
            """
        ),
        # A Spark DataFrame has both spellings of this one.
        Leaves('totals = spark.table("sales").groupby("store").sum("units")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value in SPELLINGS
            and self._is_on_spark(node.func.value)
        ):
            renamed = rename_method(node, SPELLINGS[node.func.attr.value])
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
