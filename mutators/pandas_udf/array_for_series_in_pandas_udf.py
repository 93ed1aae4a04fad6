"""Returns a model's NumPy array from a pandas UDF as it is.

pandas takes arrays wherever it takes a Series. Spark takes what the function returns for a
pandas Series: an AttributeError in the worker, which arrives as a PythonException.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class ArrayForSeriesInPandasUdf(Mutator):
    id = "array-for-series-in-pandas-udf"
    title = "A pandas UDF that returns an array"
    misconception = "A pandas UDF may return any array of the right length."
    principle = (
        "A pandas UDF that is declared to return a `pd.Series` must return one; what a "
        "scikit-learn model predicts is a NumPy array and has to be wrapped."
    )
    hint = "Of which type is what the model returns, and of which type must the result be?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
    breaks = Raises("PythonException", match=r"'numpy.ndarray' object has no attribute")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def risk(a: pd.Series, b: pd.Series) -> pd.Series:
                scores = model.predict_proba(pd.DataFrame({"a": a, "b": b}))[:, 1]
                return pd.Series(scores)
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def risk(a: pd.Series, b: pd.Series) -> pd.Series:
                scores = model.predict_proba(pd.DataFrame({"a": a, "b": b}))[:, 1]
                return scores
            """,
        ),
        Applies(
            before="""
            from pandas import DataFrame, Series
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def risk(rows: DataFrame) -> Series:
                return Series(shared.value.predict_proba(rows)[:, 0])
            """,
            after="""
            from pandas import DataFrame, Series
            from pyspark.sql import functions as F

            @F.pandas_udf("double")
            def risk(rows: DataFrame) -> Series:
                return shared.value.predict_proba(rows)[:, 0]
            """,
        ),
    ]
    leaves = [
        # The scores may be a Series already.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def price(a: pd.Series) -> pd.Series:
                return pd.Series(model.predict(a))
            """
        ),
        # Not a UDF.
        Leaves(
            """
            import pandas as pd

            def risk(rows: pd.DataFrame) -> pd.Series:
                return pd.Series(model.predict_proba(rows)[:, 1])
            """
        ),
    ]

    def mutate_Return(self, node: cst.Return) -> Iterator[cst.Return]:
        made = node.value
        if (
            isinstance(made, cst.Call)
            and self.calls(made, "pandas.Series")
            and len(made.args) == 1
            and made.args[0].keyword is None
            and self._is_array(array := made.args[0].value)
            and self._in_pandas_udf(node)
        ):
            yield node.with_changes(value=array)

    def _is_array(self, node: cst.BaseExpression) -> bool:
        """Whether this is a column of what `predict_proba` returned."""
        value = self.program.value_of(node) or node
        return (
            isinstance(value, cst.Subscript)
            and len(value.slice) == 2
            and isinstance(value.value, cst.Call)
            and isinstance(value.value.func, cst.Attribute)
            and value.value.func.attr.value == "predict_proba"
        )

    def _in_pandas_udf(self, node: cst.CSTNode) -> bool:
        """Whether the function around is a pandas UDF that returns a Series."""
        around = next(
            (each for each in self.program.ancestors(node) if isinstance(each, cst.FunctionDef)),
            None,
        )
        return (
            around is not None
            and around.returns is not None
            and self.qualified_name(around.returns.annotation) == "pandas.Series"
            and any(
                self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
                for each in around.decorators
            )
        )
