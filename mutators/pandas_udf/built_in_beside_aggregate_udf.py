"""Uses a function of Spark beside an aggregate pandas UDF in one `agg`.

Each of them alone is fine there. Spark hands a group either to Python or to its own aggregation,
and plans no query that does both: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

BUILT_IN = {
    "max": "max",
    "mean": "mean",
    "median": "median",
    "min": "min",
    "nunique": "count_distinct",
    "std": "stddev",
    "sum": "sum",
    "var": "variance",
}
"""Methods of a pandas Series, to Spark's functions that say the same."""


class BuiltInBesideAggregateUdf(Mutator):
    id = "built-in-beside-aggregate-udf"
    title = "Spark's and pandas' aggregations in one agg"
    misconception = "One `agg` may hold Spark's own functions and pandas UDFs side by side."
    principle = (
        "An `agg` with an aggregate pandas UDF may hold nothing but such UDFs. Built-in functions "
        "need an aggregation of their own, and a join if both are wanted in one frame."
    )
    hint = "Who computes each of the values of a group, Python or Spark?"
    docs = "https://spark.apache.org/docs/latest/sql-error-conditions.html"
    breaks = Raises("AnalysisException", match=r"INVALID_PANDAS_UDF_PLACEMENT")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            @F.pandas_udf("double")
            def spread(x: pd.Series) -> float:
                return x.max() - x.min()

            df.groupBy("g").agg(middle("x").alias("middle"), spread("x")).show()
            """,
            after="""
            import pandas as pd
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            @F.pandas_udf("double")
            def spread(x: pd.Series) -> float:
                return x.max() - x.min()

            df.groupBy("g").agg(F.median("x").alias("middle"), spread("x")).show()
            """,
        ),
        Applies(
            before="""
            from pandas import Series
            import pyspark.sql.functions as fn

            @fn.pandas_udf("double")
            def total(units: Series) -> float:
                return units.sum()

            @fn.pandas_udf("double")
            def mean(price: Series, units: Series) -> float:
                return (price * units).sum() / units.sum()

            sums = spark.table("sales").groupby("day").agg(
                mean("price", "units").alias("price"),
                total("units").alias("units"),
            )
            """,
            after="""
            from pandas import Series
            import pyspark.sql.functions as fn

            @fn.pandas_udf("double")
            def total(units: Series) -> float:
                return units.sum()

            @fn.pandas_udf("double")
            def mean(price: Series, units: Series) -> float:
                return (price * units).sum() / units.sum()

            sums = spark.table("sales").groupby("day").agg(
                mean("price", "units").alias("price"),
                fn.sum("units").alias("units"),
            )
            """,
        ),
    ]
    leaves = [
        # Alone the built-in function is right.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()

            df.groupBy("g").agg(middle("x").alias("middle")).show()
            """
        ),
        # pandas' own groups.
        Leaves(
            """
            def middle(x):
                return x.median()

            frame.groupby("g").agg(middle("x"), spread("x"))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Name):
            return
        function = self._udf(node)
        built_in = function and self._built_in(function)
        module = self._functions()
        aggregation = next(
            (
                around
                for around in self.program.ancestors(node)
                if isinstance(around, cst.Call)
                and isinstance(around.func, cst.Attribute)
                and around.func.attr.value == "agg"
            ),
            None,
        )
        if not built_in or not module or aggregation is None:
            return
        others = [
            each
            for each in m.findall(aggregation, m.Call())
            if isinstance(each, cst.Call) and each is not node and self._udf(each)
        ]
        if others:
            name = cst.Attribute(cst.Name(module), cst.Name(built_in))
            yield node.with_changes(func=name)

    def _udf(self, call: cst.Call) -> cst.FunctionDef | None:
        """The pandas UDF that a call is one of."""
        if not isinstance(call.func, cst.Name):
            return None
        for each in m.findall(self.program.module, m.FunctionDef(name=m.Name(call.func.value))):
            if isinstance(each, cst.FunctionDef) and any(
                self.calls(decorator.decorator, "pyspark.sql.functions.pandas_udf")
                for decorator in each.decorators
            ):
                return each
        return None

    def _built_in(self, function: cst.FunctionDef) -> str | None:
        """Spark's function for a UDF that is nothing but a method of its one Series."""
        statements = function.body.body
        if len(function.params.params) != 1 or len(statements) != 1:
            return None
        series = function.params.params[0].name.value
        called = m.Call(func=m.Attribute(value=m.Name(series)), args=[])
        if not m.matches(statements[0], m.SimpleStatementLine(body=[m.Return(called)])):
            return None
        attribute = m.findall(statements[0], m.Attribute())[0]
        assert isinstance(attribute, cst.Attribute)
        return BUILT_IN.get(attribute.attr.value)

    def _functions(self) -> str | None:
        """The name by which the program calls the module of Spark's functions."""
        for node in self.program.nodes:
            if (
                isinstance(node, cst.Attribute)
                and isinstance(node.value, cst.Name)
                and self.qualified_name(node.value) == "pyspark.sql.functions"
            ):
                return node.value.value
        return None
