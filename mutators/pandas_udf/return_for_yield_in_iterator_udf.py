"""Returns the first result of a function that has to yield one for each batch.

Most functions return what they computed. This one gets an iterator and must be one itself: Spark
refuses what comes back, with a PySparkTypeError in the worker that arrives as a PythonException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class ReturnForYieldInIteratorUdf(Mutator):
    id = "return-for-yield-in-iterator-udf"
    title = "return instead of yield"
    misconception = "A function over an iterator of batches returns the result of each batch."
    principle = (
        "A function that gets an iterator of batches must give an iterator back, and yields one "
        "result for each batch. `return` ends it at the first batch and hands over that result."
    )
    hint = "How many batches does one call of the function get, and what becomes of the second?"
    docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#iterator-of-series-to-iterator-of-series"
    breaks = Raises("PythonException", match=r"UDF_RETURN_TYPE.* should be iterator of pandas")
    applies = [
        Applies(
            before="""
            from typing import Iterator
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def score(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
                for batch in batches:
                    yield batch * 2
            """,
            after="""
            from typing import Iterator
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def score(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
                for batch in batches:
                    return batch * 2
            """,
        ),
        Applies(
            before="""
            def score(frames):
                model = load()
                for frame in frames:
                    frame["y"] = model.predict(frame)
                    yield frame[["id", "y"]]

            scored = spark.table("t").mapInPandas(func=score, schema="id long, y double")
            """,
            after="""
            def score(frames):
                model = load()
                for frame in frames:
                    frame["y"] = model.predict(frame)
                    return frame[["id", "y"]]

            scored = spark.table("t").mapInPandas(func=score, schema="id long, y double")
            """,
        ),
    ]
    leaves = [
        # An ordinary generator.
        Leaves(
            """
            def doubled(batches):
                for batch in batches:
                    yield batch * 2
            """
        ),
        # A second yield keeps it a generator.
        Leaves(
            """
            def score(frames):
                for frame in frames:
                    if len(frame):
                        yield frame
                    yield frame

            spark.table("t").mapInPandas(score, schema)
            """
        ),
    ]

    def mutate_SimpleStatementLine(
        self, node: cst.SimpleStatementLine
    ) -> Iterator[cst.SimpleStatementLine]:
        statement = node.body[0]
        if not isinstance(statement, cst.Expr) or not isinstance(statement.value, cst.Yield):
            return
        result = statement.value.value
        if not isinstance(result, cst.BaseExpression):
            return
        function = next(
            (each for each in self.program.ancestors(node) if isinstance(each, cst.FunctionDef)),
            None,
        )
        if (
            function is not None
            and len(m.findall(function, m.Yield())) == 1
            and self._gets_batches(function)
        ):
            yield node.with_changes(body=[cst.Return(result)])

    def _gets_batches(self, function: cst.FunctionDef) -> bool:
        if any(
            self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
            for each in function.decorators
        ):
            return True
        for call in self.program.calls:
            given = argument(call, "func", 0)
            if (
                isinstance(call.func, cst.Attribute)
                and call.func.attr.value == "mapInPandas"
                and given
                and isinstance(given.value, cst.Name)
                and given.value.value == function.name.value
            ):
                return True
        return False
