"""Hints that an aggregate UDF returns a Series.

Every pandas UDF that people have seen says `-> pd.Series`. With that hint it is one value for each
row, which has no place in `agg`: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

SCALARS = {"float", "int", "str", "bool"}


class SeriesReturnHintInAggregateUdf(Mutator):
    id = "series-return-hint-in-aggregate-udf"
    title = "An aggregate UDF that promises a Series"
    misconception = "A pandas UDF always hints that it returns a Series, whatever it is used for."
    principle = (
        "The hint of the result decides what kind of function it is: `-> pd.Series` gives a value "
        "for each row, `-> float` and the like one value for each group."
    )
    hint = "How does Spark know whether the function gives one value for a group or one for a row?"
    docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#series-to-scalar"
    prerequisites = ["scalar-return-hint-in-pandas-udf"]
    breaks = Raises("AnalysisException", match=r"MISSING_AGGREGATION")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            df.groupBy("g").agg(middle("x").alias("middle")).show()
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: pd.Series) -> pd.Series:
                return x.median()

            df.groupBy("g").agg(middle("x").alias("middle")).show()
            """,
        ),
        Applies(
            before="""
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="long")
            def distinct(x: Series, y: Series) -> int:
                return len(set(zip(x, y)))

            counts = spark.table("visits").groupby("day").agg(distinct("a", "b"))
            """,
            after="""
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="long")
            def distinct(x: Series, y: Series) -> Series:
                return len(set(zip(x, y)))

            counts = spark.table("visits").groupby("day").agg(distinct("a", "b"))
            """,
        ),
    ]
    leaves = [
        # Over a window the error is another one.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            df.withColumn("middle", middle("x").over(w)).show()
            """
        ),
        # Not a UDF.
        Leaves(
            """
            import pandas as pd

            def middle(x: pd.Series) -> float:
                return x.median()

            df.groupby("g").agg(middle("x"))
            """
        ),
    ]

    def mutate_FunctionDef(self, node: cst.FunctionDef) -> Iterator[cst.FunctionDef]:
        hints = [param.annotation for param in node.params.params]
        if (
            hints
            and node.returns is not None
            and isinstance(node.returns.annotation, cst.Name)
            and node.returns.annotation.value in SCALARS
            and all(h and self.qualified_name(h.annotation) == "pandas.Series" for h in hints)
            and any(
                self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
                for each in node.decorators
            )
            and self._is_first_aggregated(node.name.value)
        ):
            series = hints[0]
            assert series is not None
            returns = node.returns.with_changes(annotation=series.annotation)
            yield node.with_changes(returns=returns)

    def _is_first_aggregated(self, function: str) -> bool:
        """Whether what the function is first used for is `agg`, and not a window."""
        for call in self.program.calls:
            if isinstance(call.func, cst.Name) and call.func.value == function:
                arounds = [a for a in self.program.ancestors(call) if isinstance(a, cst.Call)]
                methods = [a.func.attr.value for a in arounds if isinstance(a.func, cst.Attribute)]
                if "over" in methods or "agg" not in methods:
                    return False
        return bool(m.findall(self.program.module, m.Call(func=m.Name(function))))
