"""Turns a pandas-on-Spark frame into a Spark DataFrame without its index.

After a `groupby` the groups are the index, and they are printed like a column. Spark has no index:
nothing raises, and the column of the groups is gone.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

LEAVING = ("collect", "item", "to_dict", "to_list", "to_numpy", "to_pandas", "to_spark", "tolist")
"""Methods whose results are no longer of pyspark.pandas."""
USES = ("agg", "col", "filter", "groupBy", "join", "orderBy", "select", "sort", "where")
"""Calls that name columns of Spark DataFrames: without the column they would raise."""


class IndexLostInToSpark(Mutator):
    id = "index-lost-in-to-spark"
    title = "The index is lost on the way to Spark"
    misconception = "`to_spark` keeps everything of the frame, its index included."
    principle = (
        "A Spark DataFrame has no index, and `to_spark` drops the one of the frame unless "
        "`index_col` names the column for it. A `groupby` puts its keys into the index."
    )
    hint = "What is the index of this frame, and where would Spark keep it?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/api/pyspark.pandas.DataFrame.to_spark.html"
    seen = "https://github.com/databricks/koalas/issues/1376"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            psdf = spark.table("sales").pandas_api()
            totals = psdf.groupby("store")[["units"]].sum()
            totals_df = totals.to_spark(index_col="store")
            """,
            after="""
            psdf = spark.table("sales").pandas_api()
            totals = psdf.groupby("store")[["units"]].sum()
            totals_df = totals.to_spark()
            """,
        ),
        Applies(
            before="""
            import pyspark.pandas as ps
            df = (
                ps.from_pandas(frame)
                .set_index("id")
                .to_spark("id")
            )
            """,
            after="""
            import pyspark.pandas as ps
            df = (
                ps.from_pandas(frame)
                .set_index("id")
                .to_spark()
            )
            """,
        ),
    ]
    leaves = [
        # The column is needed below, where its absence would raise.
        Leaves(
            """
            psdf = spark.table("sales").pandas_api()
            totals_df = psdf.groupby("store")[["units"]].sum().to_spark(index_col="store")
            totals_df.orderBy("store").show()
            """
        ),
        Leaves('df = frame.to_spark(index_col="id")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "to_spark":
            return
        index = argument(node, "index_col", 0)
        if (
            index
            and isinstance(index.value, cst.SimpleString)
            and self._is_on_spark(node.func.value)
            and not self._is_used(index.value)
        ):
            yield without_argument(node, index)

    def _is_used(self, column: cst.SimpleString) -> bool:
        """Whether a method of Spark DataFrames names the column."""
        for call in self.program.calls:
            name = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
            if name in USES and not self._is_on_spark(call.func):
                for text in m.findall(call, m.SimpleString()):
                    if (
                        isinstance(text, cst.SimpleString)
                        and text.evaluated_value == column.evaluated_value
                        and self.program.lines(text) > self.program.lines(column)
                    ):
                        return True
        return False

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
