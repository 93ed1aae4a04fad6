"""Declares an integer column for what a pandas UDF computes with fractions.

SQL would cast and Python would round. Arrow refuses to lose the fraction: an error in the worker
that arrives as a PythonException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, replace_value, with_text


class IntegerTypeForFractions(Mutator):
    id = "integer-type-for-fractions"
    title = "An integer type for fractions"
    misconception = "The declared type of a pandas UDF converts whatever the function returns."
    principle = (
        "The returned values are converted by Arrow, which refuses what would lose something, such "
        "as the fractions of a double in an `int` column. The type must fit, or the function must "
        "round."
    )
    hint = "Would the values survive the way into a column of this type unharmed?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
    breaks = Raises("PythonException", match=r"Failed to convert the value of the column")
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

            @pandas_udf("int")
            def half(x: pd.Series) -> pd.Series:
                return x / 2
            """,
        ),
        Applies(
            before="""
            from collections.abc import Iterator
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType='double')
            def risk(batches: Iterator[Series]) -> Iterator[Series]:
                for batch in batches:
                    scores = model.predict_proba(batch.to_frame())[:, 1]
                    yield Series(scores)
            """,
            after="""
            from collections.abc import Iterator
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType='int')
            def risk(batches: Iterator[Series]) -> Iterator[Series]:
                for batch in batches:
                    scores = model.predict_proba(batch.to_frame())[:, 1]
                    yield Series(scores)
            """,
        ),
    ]
    leaves = [
        # The values may be whole.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def price(x: pd.Series) -> pd.Series:
                return pd.Series(model.predict(x.to_frame()))
            """
        ),
        # A plain UDF gives null instead.
        Leaves(
            """
            from pyspark.sql.functions import udf

            @udf("double")
            def half(x):
                return x / 2
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        function = self.program.parent(self.program.parent(node) or node)
        if (
            isinstance(function, cst.FunctionDef)
            and isinstance(self.program.parent(node), cst.Decorator)
            and self.calls(node, "pyspark.sql.functions.pandas_udf")
            and len(node.args) == 1
            and isinstance(type_ := node.args[0].value, cst.SimpleString)
            and type_.evaluated_value == "double"
            and any(self._has_fractions(result) for result in _results(function))
        ):
            yield replace_value(node, node.args[0], with_text(type_, "int"))

    def _has_fractions(self, node: cst.BaseExpression) -> bool:
        """Whether a result is a quotient, or probabilities as `predict_proba` returns them."""
        if self.calls(node, "pandas.Series") and isinstance(node, cst.Call) and node.args:
            node = node.args[0].value
        node = self.program.value_of(node) or node
        return m.matches(node, m.BinaryOperation(operator=m.Divide())) or (
            isinstance(node, cst.Subscript)
            and m.matches(node.value, m.Call(func=m.Attribute(attr=m.Name("predict_proba"))))
        )


def _results(function: cst.FunctionDef) -> Iterator[cst.BaseExpression]:
    for node in m.findall(function.body, m.Return() | m.Yield()):
        value = getattr(node, "value", None)
        if isinstance(value, cst.BaseExpression):
            yield value
