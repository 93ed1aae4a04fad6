"""Collects a Spark DataFrame where pandas code should run on it in place.

Both give a frame with pandas' methods. `toPandas` gives pandas' own, with all rows in the driver's
memory, and that one knows no way back to Spark: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises


class ToPandasForPandasApi(Mutator):
    id = "to-pandas-for-pandas-api"
    title = "toPandas instead of pandas_api"
    misconception = "`toPandas` gives a frame that has pandas' methods and stays on the cluster."
    principle = (
        "`toPandas` collects every row to the driver and returns a plain pandas frame. "
        "`pandas_api` returns a frame of `pyspark.pandas`, whose rows stay distributed."
    )
    hint = "Where are the rows after this call, and of which class is the frame?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.pandas_api.html"
    breaks = Raises("AttributeError", match=r"'DataFrame' object has no attribute")
    applies = [
        Applies(
            before="""
            psdf = spark.table("sales").pandas_api()
            psdf["revenue"] = psdf["price"] * psdf["units"]
            df = psdf.to_spark()
            """,
            after="""
            psdf = spark.table("sales").toPandas()
            psdf["revenue"] = psdf["price"] * psdf["units"]
            df = psdf.to_spark()
            """,
        ),
        Applies(
            before="""
            rows = sales_df.pandas_api(index_col="id").dropna()
            totals = rows.groupby("store").sum()
            totals.to_spark(index_col="store").show()
            """,
            after="""
            rows = sales_df.toPandas().dropna()
            totals = rows.groupby("store").sum()
            totals.to_spark(index_col="store").show()
            """,
        ),
    ]
    leaves = [
        # Nothing of it goes back to Spark: it only takes more memory.
        Leaves('print(spark.table("sales").pandas_api().head())'),
        Leaves(
            """
            other = ps.read_csv("b.csv").to_spark()
            frame = spark.table("sales").pandas_api()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "pandas_api"
            and any(self._comes_from(back, node) for back in self._ways_back())
        ):
            yield node.with_changes(func=node.func.with_changes(attr=cst.Name("toPandas")), args=[])

    def _ways_back(self) -> Iterator[cst.BaseExpression]:
        for call in m.findall(
            self.program.module, m.Call(func=m.Attribute(attr=m.Name("to_spark")))
        ):
            if isinstance(call, cst.Call):
                yield call.func

    def _comes_from(self, node: cst.BaseExpression | None, source: cst.Call) -> bool:
        """Whether an expression leads back to a call, over names, methods and columns."""
        for _ in range(30):
            if node is source:
                return True
            if isinstance(node, cst.Name):
                node = self.program.value_of(node)
            elif isinstance(node, cst.Call):
                node = node.func
            elif isinstance(node, cst.Attribute | cst.Subscript):
                node = node.value
            else:
                return False
        return False
