"""Takes a statistic from the rows that a pandas UDF was called with, not from the whole column.

The Series looks like the column, and `x.mean()` like its mean. It holds one batch of one partition:
nothing raises, and every batch is scaled or filled by another number.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

STATISTICS = {
    "avg": "mean",
    "max": "max",
    "mean": "mean",
    "median": "median",
    "min": "min",
    "stddev": "std",
    "stddev_samp": "std",
}
"""Spark's aggregate functions, to the methods of a pandas Series that say the same."""

FUNCTIONS = "pyspark.sql.functions."


class BatchStatisticsInPandasUdf(Mutator):
    id = "batch-statistics-in-pandas-udf"
    title = "A statistic of one batch"
    misconception = "The Series that a pandas UDF gets holds the whole column of the DataFrame."
    principle = (
        "A pandas UDF is called once for each Arrow batch of each partition, so a mean or a "
        "maximum inside it is that of a few thousand rows. Statistics of the whole column are "
        "computed before, with an aggregation, and handed in."
    )
    hint = "Of which rows is this number, if the DataFrame has a million rows in 200 partitions?"
    docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#setting-arrow-batch-size"
    seen = "https://github.com/apache/spark/pull/20237"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql import functions as F

            mean_price = df.agg(F.avg("price")).first()[0]

            @F.pandas_udf("double")
            def centre(price: pd.Series) -> pd.Series:
                return price - mean_price
            """,
            after="""
            import pandas as pd
            from pyspark.sql import functions as F

            mean_price = df.agg(F.avg("price")).first()[0]

            @F.pandas_udf("double")
            def centre(price: pd.Series) -> pd.Series:
                return price - price.mean()
            """,
        ),
        Applies(
            before="""
            from pandas import Series
            from pyspark.sql.functions import max, min, pandas_udf

            ends = df.select(min("x").alias("low"), max("x").alias("high")).collect()[0]

            @pandas_udf("double")
            def scale(values: Series) -> Series:
                return (values - ends["low"]) / 10
            """,
            after="""
            from pandas import Series
            from pyspark.sql.functions import max, min, pandas_udf

            ends = df.select(min("x").alias("low"), max("x").alias("high")).collect()[0]

            @pandas_udf("double")
            def scale(values: Series) -> Series:
                return (values - values.min()) / 10
            """,
        ),
        Applies(
            before="""
            from pyspark.sql import functions as F

            typical = df.agg(F.median("income")).first()[0]

            def fill(batches):
                for rows in batches:
                    rows["income"] = rows["income"].fillna(typical)
                    yield rows

            filled = df.mapInPandas(fill, schema=df.schema)
            """,
            after="""
            from pyspark.sql import functions as F

            typical = df.agg(F.median("income")).first()[0]

            def fill(batches):
                for rows in batches:
                    rows["income"] = rows["income"].fillna(rows["income"].median())
                    yield rows

            filled = df.mapInPandas(fill, schema=df.schema)
            """,
        ),
    ]
    leaves = [
        # Not a UDF: the frame is all there is.
        Leaves(
            """
            from pyspark.sql import functions as F

            mean_price = df.agg(F.avg("price")).first()[0]

            def centre(price):
                return price - mean_price
            """
        ),
        # A number from elsewhere.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql import functions as F

            mean_price = settings.mean("price")

            @F.pandas_udf("double")
            def centre(price: pd.Series) -> pd.Series:
                return price - mean_price
            """
        ),
    ]

    def mutate_Name(self, node: cst.Name) -> Iterator[cst.BaseExpression]:
        around = self.program.parent(node)
        if isinstance(around, cst.Subscript | cst.Attribute | cst.Param | cst.AssignTarget):
            return
        if isinstance(around, cst.Arg) and around.value is not node:
            return
        value = self.program.value_of(node)
        if value is not None:
            yield from self._of_batch(node, self._statistic(value))

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.BaseExpression]:
        if isinstance(node.value, cst.Name):
            value = self.program.value_of(node.value)
            if value is not None and self._aggregation(value):
                yield from self._of_batch(node, self._statistic(node))

    def _of_batch(
        self, node: cst.BaseExpression, statistic: tuple[str, str] | None
    ) -> Iterator[cst.BaseExpression]:
        if statistic is None:
            return
        method, column = statistic
        series = self._series(node, column)
        if series is not None:
            yield cst.Call(cst.Attribute(series, cst.Name(method)))

    def _statistic(self, node: cst.BaseExpression) -> tuple[str, str] | None:
        """The method of a Series and the column that a value from an aggregation stands for."""
        key = None
        if isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Index):
            key = node.slice[0].slice.value
        aggregation = self._aggregation(node)
        if aggregation is None or key is None:
            return None
        for arg in aggregation.args:
            alias, call = None, arg.value
            if (
                isinstance(call, cst.Call)
                and isinstance(call.func, cst.Attribute)
                and call.func.attr.value == "alias"
                and call.args
            ):
                alias, call = call.args[0].value, call.func.value
            chosen = (
                alias is not None and alias.deep_equals(key)
                if isinstance(key, cst.SimpleString)
                else len(aggregation.args) == 1
            )
            name = self.qualified_name(call.func) if isinstance(call, cst.Call) else None
            column = argument(call, "col", 0) if isinstance(call, cst.Call) else None
            if (
                chosen
                and name
                and name.startswith(FUNCTIONS)
                and name.removeprefix(FUNCTIONS) in STATISTICS
                and column
                and isinstance(column.value, cst.SimpleString)
            ):
                text = str(column.value.evaluated_value)
                return STATISTICS[name.removeprefix(FUNCTIONS)], text
        return None

    def _aggregation(self, node: cst.BaseExpression | None) -> cst.Call | None:
        """The `agg` or `select` over all rows whose one row a value was taken from."""
        for _ in range(6):
            if isinstance(node, cst.Name):
                node = self.program.value_of(node)
            elif isinstance(node, cst.Subscript):
                node = node.value
            elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
                if node.func.attr.value in ("agg", "select"):
                    grouped = node.func.value
                    is_grouped = (
                        isinstance(grouped, cst.Call)
                        and isinstance(grouped.func, cst.Attribute)
                        and grouped.func.attr.value.lower() == "groupby"
                    )
                    return None if is_grouped else node
                if node.func.attr.value not in ("collect", "first", "head"):
                    return None
                node = node.func.value
            else:
                return None
        return None

    def _series(self, node: cst.CSTNode, column: str) -> cst.BaseExpression | None:
        """The expression for a batch of the column in the function around, if that is a UDF."""
        loop: cst.For | None = None
        for around in self.program.ancestors(node):
            if isinstance(around, cst.For) and loop is None:
                loop = around
            if not isinstance(around, cst.FunctionDef):
                continue
            params = around.params.params
            if not params:
                return None
            if self._is_pandas_udf(around):
                hints = [
                    p.annotation and self.qualified_name(p.annotation.annotation) for p in params
                ]
                if all(hint == "pandas.Series" for hint in hints):
                    return _named([p.name for p in params], column)
                if hints == ["pandas.DataFrame"]:
                    return _column(params[0].name, column)
                if loop and _is_name(loop.iter, params[0].name.value):
                    target = loop.target
                    if isinstance(target, cst.Tuple):
                        return _named([e.value for e in target.elements], column)
                    return _named([target], column)
            elif (
                loop is not None
                and self._is_mapped(around.name.value)
                and _is_name(loop.iter, params[0].name.value)
            ):
                return _column(loop.target, column)
            return None
        return None

    def _is_pandas_udf(self, function: cst.FunctionDef) -> bool:
        return any(
            self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
            for each in function.decorators
        )

    def _is_mapped(self, function: str) -> bool:
        return any(
            isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "mapInPandas"
            and (given := argument(call, "func", 0)) is not None
            and _is_name(given.value, function)
            for call in self.program.calls
        )


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _named(found: list[cst.BaseExpression], column: str) -> cst.BaseExpression | None:
    """The only Series, or of several the one that is called as the column."""
    names = [each for each in found if isinstance(each, cst.Name)]
    if len(found) == 1 and names:
        return cst.Name(names[0].value)
    return next((cst.Name(each.value) for each in names if each.value == column), None)


def _column(frame: cst.BaseExpression, column: str) -> cst.BaseExpression | None:
    if not isinstance(frame, cst.Name):
        return None
    index = cst.SubscriptElement(cst.Index(cst.SimpleString(f'"{column}"')))
    return cst.Subscript(cst.Name(frame.value), [index])
