"""Leaves the return type out of a pandas UDF.

The function already says what it returns in its type hints. Those tell how the function is called;
the type of the new column is not in them, and the decorator raises a PySparkTypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class PandasUdfWithoutReturnType(Mutator):
    id = "pandas-udf-without-return-type"
    title = "A pandas UDF without a return type"
    misconception = "The type of the resulting column follows from the function's type hints."
    principle = (
        "Type hints such as `pd.Series` only tell in which form rows go in and out. The Spark type "
        "of the column has to be given to `pandas_udf`."
    )
    hint = "What must Spark know about the new column before the function has run once?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
    breaks = Raises("PySparkTypeError", match=r"`returnType` cannot be None")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def half(x: pd.Series) -> pd.Series:
                return x / 2
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf
            def half(x: pd.Series) -> pd.Series:
                return x / 2
            """,
        ),
        Applies(
            before="""
            from pyspark.sql import functions as F, types as T

            @F.pandas_udf(
                returnType=T.DoubleType()
            )
            def half(x):
                return x / 2

            third = F.pandas_udf(lambda x: x / 3, "double")
            """,
            after=(
                """
                from pyspark.sql import functions as F, types as T

                @F.pandas_udf
                def half(x):
                    return x / 2

                third = F.pandas_udf(lambda x: x / 3, "double")
                """,
                """
                from pyspark.sql import functions as F, types as T

                @F.pandas_udf(
                    returnType=T.DoubleType()
                )
                def half(x):
                    return x / 2

                third = F.pandas_udf(lambda x: x / 3)
                """,
            ),
        ),
    ]
    leaves = [
        # A plain UDF has a default: string.
        Leaves(
            """
            from pyspark.sql.functions import udf

            @udf("double")
            def half(x):
                return x / 2
            """
        ),
        Leaves(
            """
            @pandas_udf("double")
            def half(x):
                return x / 2
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not self.calls(node, "pyspark.sql.functions.pandas_udf"):
            return
        if isinstance(self.program.parent(node), cst.Decorator):
            if len(node.args) == 1:
                yield node.func
        elif len(node.args) == 2:
            returned = argument(node, "returnType", 1)
            if returned:
                yield without_argument(node, returned)
