"""Hints that a pandas UDF returns one number.

An ordinary UDF is called once a row and returns that row's value. A pandas UDF from Series to a
number is an aggregation, which has no place in `withColumn`: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

SCALARS = {
    "double": "float",
    "float": "float",
    "int": "int",
    "integer": "int",
    "long": "int",
    "bigint": "int",
    "DoubleType": "float",
    "FloatType": "float",
    "IntegerType": "int",
    "LongType": "int",
}
"""Spark's type of a column, to Python's type of one value."""


class ScalarReturnHintInPandasUdf(Mutator):
    id = "scalar-return-hint-in-pandas-udf"
    title = "A pandas UDF that promises one number"
    misconception = "A pandas UDF returns the value of one row, as an ordinary UDF does."
    principle = (
        "A pandas UDF for `withColumn` gets batches of rows and returns a Series of the same "
        "length. From Series to one value it is an aggregation, for `groupBy().agg()`."
    )
    hint = "How many rows does one call of the function get, and how many values must come back?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
    breaks = Raises("AnalysisException", match=r"MISSING_GROUP_BY")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def half(x: pd.Series) -> pd.Series:
                return x / 2

            df.withColumn("half", half("x")).show()
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def half(x: pd.Series) -> float:
                return x / 2

            df.withColumn("half", half("x")).show()
            """,
        ),
        Applies(
            before="""
            from pandas import Series
            from pyspark.sql import functions as F, types as T

            @F.pandas_udf(returnType=T.LongType())
            def total(
                a: Series,
                b: Series,
            ) -> Series:
                return a + b

            result = spark.table("sales").withColumn(col=total("a", "b"), colName="total")
            """,
            after="""
            from pandas import Series
            from pyspark.sql import functions as F, types as T

            @F.pandas_udf(returnType=T.LongType())
            def total(
                a: Series,
                b: Series,
            ) -> int:
                return a + b

            result = spark.table("sales").withColumn(col=total("a", "b"), colName="total")
            """,
        ),
    ]
    leaves = [
        # Alone in a `select` an aggregation is allowed.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def half(x: pd.Series) -> pd.Series:
                return x / 2

            df.select(half("x")).show()
            """
        ),
        # Not a UDF.
        Leaves(
            """
            import pandas as pd

            def half(x: pd.Series) -> pd.Series:
                return x / 2

            df.withColumn("half", half("x")).show()
            """
        ),
    ]

    def mutate_FunctionDef(self, node: cst.FunctionDef) -> Iterator[cst.FunctionDef]:
        scalar = next((s for s in map(self._scalar, node.decorators) if s), None)
        hints = [param.annotation for param in node.params.params] + [node.returns]
        if (
            scalar
            and len(hints) > 1
            and node.returns
            and all(h and self.qualified_name(h.annotation) == "pandas.Series" for h in hints)
            and self._makes_a_column(node.name.value)
        ):
            returns = node.returns.with_changes(annotation=cst.Name(scalar))
            yield node.with_changes(returns=returns)

    def _scalar(self, decorator: cst.Decorator) -> str | None:
        """Python's type of one value, from the return type given to `pandas_udf`."""
        call = decorator.decorator
        if not isinstance(call, cst.Call) or len(call.args) != 1:
            return None
        if not self.calls(call, "pyspark.sql.functions.pandas_udf"):
            return None
        given = call.args[0].value
        if isinstance(given, cst.SimpleString):
            return SCALARS.get(str(given.evaluated_value).lower())
        name = self.type_of(given) or ""
        if not name.startswith("pyspark.sql.types."):
            return None
        return SCALARS.get(name.rpartition(".")[2])

    def _makes_a_column(self, function: str) -> bool:
        """Whether `withColumn` adds what the function returns to other columns."""
        column = m.Arg(m.Call(func=m.Name(function)))
        call = m.Call(
            func=m.Attribute(attr=m.Name("withColumn")),
            args=[m.ZeroOrMore(), column, m.ZeroOrMore()],
        )
        return bool(m.findall(self.program.module, call))
