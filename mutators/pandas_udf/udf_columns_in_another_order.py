"""Hands the columns to a pandas UDF in another order than its parameters have.

The columns have the names of the parameters, so Spark could match them. It goes by position:
nothing raises where the types are the same, and each parameter holds the other's values.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, swap_arguments


class UdfColumnsInAnotherOrder(Mutator):
    id = "udf-columns-in-another-order"
    title = "Columns in another order than the parameters"
    misconception = "A UDF's parameters receive the columns that have their names."
    principle = (
        "The columns given to a UDF fill its parameters from left to right. Neither their names "
        "nor, as long as the types fit, their meaning is looked at."
    )
    hint = "What would the function see if the columns had quite different names?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def speed(km: pd.Series, hours: pd.Series) -> pd.Series:
                return km / hours

            df.withColumn("speed", speed("km", "hours")).show()
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def speed(km: pd.Series, hours: pd.Series) -> pd.Series:
                return km / hours

            df.withColumn("speed", speed("hours", "km")).show()
            """,
        ),
        Applies(
            before="""
            from typing import Iterator, Tuple
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="double")
            def speed(batches: Iterator[Tuple[Series, Series]]) -> Iterator[Series]:
                for km, hours in batches:
                    yield km / hours

            df.select("id", speed(F.col("km"), F.col("hours")))
            """,
            after="""
            from typing import Iterator, Tuple
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="double")
            def speed(batches: Iterator[Tuple[Series, Series]]) -> Iterator[Series]:
                for km, hours in batches:
                    yield km / hours

            df.select("id", speed(F.col("hours"), F.col("km")))
            """,
        ),
    ]
    leaves = [
        # Nothing says which column is which.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def ratio(a: pd.Series, b: pd.Series) -> pd.Series:
                return a / b

            df.withColumn("speed", ratio("km", "hours")).show()
            """
        ),
        # A plain function on numbers.
        Leaves(
            """
            def speed(km, hours):
                return km / hours

            print(speed("km", "hours"))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Name) or len(node.args) < 2:
            return
        if any(arg.keyword or arg.star for arg in node.args):
            return
        if [self._column(arg.value) for arg in node.args] == self._parameters(node.func.value):
            yield swap_arguments(node, node.args[0], node.args[1])

    def _column(self, node: cst.BaseExpression) -> str | None:
        if (
            isinstance(node, cst.Call)
            and self.calls(node, "pyspark.sql.functions.col", "pyspark.sql.functions.column")
            and len(node.args) == 1
        ):
            node = node.args[0].value
        return str(node.evaluated_value) if isinstance(node, cst.SimpleString) else None

    def _parameters(self, name: str) -> list[str]:
        """The names that a pandas UDF gives to the Series that it gets."""
        functions = [
            each
            for each in m.findall(self.program.module, m.FunctionDef(name=m.Name(name)))
            if isinstance(each, cst.FunctionDef)
            and any(
                self.calls(decorator.decorator, "pyspark.sql.functions.pandas_udf")
                for decorator in each.decorators
            )
        ]
        if len(functions) != 1:
            return []
        params = functions[0].params.params
        if len(params) > 1:
            return [param.name.value for param in params]
        batches = m.For(
            target=m.Tuple(), iter=m.Name(params[0].name.value) if params else m.DoNotCare()
        )
        for loop in m.findall(functions[0], batches):
            if isinstance(loop, cst.For) and isinstance(loop.target, cst.Tuple):
                names = [each.value for each in loop.target.elements]
                return [name.value for name in names if isinstance(name, cst.Name)]
        return []
