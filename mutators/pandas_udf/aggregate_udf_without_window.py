"""Leaves out the window of a pandas UDF that turns a Series into one value.

pandas would repeat the value on every row. To Spark the UDF is an aggregation, which needs a group
or a window: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

SCALARS = {"float", "int", "str", "bool"}


class AggregateUdfWithoutWindow(Mutator):
    id = "aggregate-udf-without-window"
    title = "An aggregate UDF without a window"
    misconception = "The one value of an aggregate UDF is repeated on every row by `withColumn`."
    principle = (
        "A pandas UDF from Series to one value is an aggregate function. To have its value beside "
        "the rows it needs a window, `.over(…)`; without rows, `groupBy().agg()`."
    )
    hint = "Over which rows is this value computed, and where does the code say so?"
    docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#series-to-scalar"
    breaks = Raises("AnalysisException", match=r"MISSING_GROUP_BY")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql import Window
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            df.withColumn("middle", middle("x").over(Window.partitionBy("g"))).show()
            """,
            after="""
            import pandas as pd
            from pyspark.sql import Window
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            df.withColumn("middle", middle("x")).show()
            """,
        ),
        Applies(
            before="""
            from pandas import Series
            from pyspark.sql import functions as F, types as T

            @F.pandas_udf(returnType=T.DoubleType())
            def mean(v: Series, w: Series) -> float:
                return (v * w).sum() / w.sum()

            result = spark.table("sales").withColumn(
                colName="usual", col=mean("price", "units").over(last_week)
            )
            """,
            after="""
            from pandas import Series
            from pyspark.sql import functions as F, types as T

            @F.pandas_udf(returnType=T.DoubleType())
            def mean(v: Series, w: Series) -> float:
                return (v * w).sum() / w.sum()

            result = spark.table("sales").withColumn(
                colName="usual", col=mean("price", "units")
            )
            """,
        ),
    ]
    leaves = [
        # A function of Spark, whose error is another one.
        Leaves(
            """
            from pyspark.sql import functions as F
            df.withColumn("mean", F.avg("x").over(w)).show()
            """
        ),
        # Alone in a `select` it aggregates the whole frame.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            df.select(middle("x").over(w)).show()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "over"
            and isinstance(node.func.value, cst.Call)
            and isinstance(node.func.value.func, cst.Name)
            and self._aggregates(node.func.value.func.value)
        ):
            return
        arg = self.program.parent(node)
        call = self.program.parent(arg) if arg is not None else None
        if (
            isinstance(call, cst.Call)
            and isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "withColumn"
        ):
            yield node.func.value

    def _aggregates(self, name: str) -> bool:
        """Whether a name is that of a pandas UDF that hints one value."""
        functions = [
            each
            for each in m.findall(self.program.module, m.FunctionDef(name=m.Name(name)))
            if isinstance(each, cst.FunctionDef)
        ]
        return bool(functions) and all(
            function.returns is not None
            and isinstance(function.returns.annotation, cst.Name)
            and function.returns.annotation.value in SCALARS
            and any(
                self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
                for each in function.decorators
            )
            for function in functions
        )
