"""Hands a pandas-on-Spark frame to code for Spark DataFrames.

It is distributed, and Spark does the work. But it is no Spark DataFrame: an AttributeError for a
method, or inside Spark ML, which looks for the frame of the JVM.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

LEAVING = ("collect", "item", "to_dict", "to_list", "to_numpy", "to_pandas", "to_spark", "tolist")
"""Methods whose results are no longer of pyspark.pandas."""
METHODS = (
    "collect",
    "dropDuplicates",
    "groupBy",
    "orderBy",
    "select",
    "show",
    "withColumn",
    "write",
)
"""Of Spark DataFrames only."""


class ToSparkLeftOut(Mutator):
    id = "to-spark-left-out"
    title = "A pandas-on-Spark frame for a Spark DataFrame"
    misconception = "A pandas-on-Spark frame can be used wherever a Spark DataFrame can."
    principle = (
        "Spark ML and the DataFrame API take Spark DataFrames. A frame of `pyspark.pandas` becomes "
        "one by `to_spark`, and `pandas_api` leads back; neither collects the rows."
    )
    hint = "Of which class is the object that the next lines work with?"
    docs = "https://spark.apache.org/docs/latest/api/python/tutorial/pandas_on_spark/pandas_pyspark.html"
    breaks = Raises("AttributeError", match=r"'DataFrame' object has no attribute")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import VectorAssembler
            psdf = spark.table("t").pandas_api().dropna()
            df = psdf.to_spark()
            features = VectorAssembler(inputCols=["a"], outputCol="f").transform(df)
            """,
            after="""
            from pyspark.ml.feature import VectorAssembler
            psdf = spark.table("t").pandas_api().dropna()
            df = psdf
            features = VectorAssembler(inputCols=["a"], outputCol="f").transform(df)
            """,
        ),
        Applies(
            before="""
            import pyspark.pandas as ps
            totals = ps.read_parquet("sales").groupby("store").sum()
            totals.to_spark(index_col="store").orderBy("store").show()
            """,
            after="""
            import pyspark.pandas as ps
            totals = ps.read_parquet("sales").groupby("store").sum()
            totals.orderBy("store").show()
            """,
        ),
    ]
    leaves = [
        # Both kinds of frame have this method.
        Leaves(
            """
            psdf = spark.table("t").pandas_api()
            print(psdf.to_spark().head())
            """
        ),
        Leaves(
            """
            df = lake.read("t").to_spark()
            df.select("a").show()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "to_spark"
            and self._is_on_spark(node.func.value)
            and self._needs_spark(node)
        ):
            yield node.func.value

    def _needs_spark(self, node: cst.Call) -> bool:
        """Whether what first uses the result is for Spark DataFrames only."""
        around = self.program.parent(node)
        if isinstance(around, cst.Attribute):
            return around.attr.value in METHODS
        if not isinstance(around, cst.Assign):
            return False
        target = around.targets[0].target
        if not isinstance(target, cst.Name):
            return False
        uses = [
            each
            for each in m.findall(self.program.module, m.Name(target.value))
            if isinstance(each, cst.Name) and self.program.value_of(each) is node
        ]
        if not uses:
            return False
        user = self.program.parent(uses[0])
        if isinstance(user, cst.Attribute):
            return user.attr.value in METHODS
        call = self.program.parent(user) if isinstance(user, cst.Arg) else None
        return isinstance(call, cst.Call) and (self.qualified_name(call.func) or "").startswith(
            "pyspark.ml."
        )

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
