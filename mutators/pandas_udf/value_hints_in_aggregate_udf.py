"""Hints the parameters of an aggregate UDF as single values.

A plain UDF gets one value at a time, and so people hint it. A pandas UDF gets all values of the
group at once, as Series: a PySparkNotImplementedError where it is defined.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

SCALARS = {"float", "int", "str", "bool"}


class ValueHintsInAggregateUdf(Mutator):
    id = "value-hints-in-aggregate-udf"
    title = "Single values as parameters of an aggregate UDF"
    misconception = "A pandas UDF that returns one value takes single values, as a plain UDF does."
    principle = (
        "An aggregate UDF takes each column of its group or window as a `pd.Series` and returns "
        "one value. Its hints say so: `pd.Series` for the parameters, `float` and the like for "
        "the result."
    )
    hint = "How many values of a group does the function see in one call?"
    docs = "https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html#series-to-scalar"
    breaks = Raises("NotImplementedError", match=r"UNSUPPORTED_SIGNATURE")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: pd.Series) -> float:
                return x.median()
            """,
            after="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def middle(x: float) -> float:
                return x.median()
            """,
        ),
        Applies(
            before="""
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="long")
            def pairs(x: Series, y: Series) -> int:
                return len(set(zip(x, y)))
            """,
            after="""
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="long")
            def pairs(x: int, y: int) -> int:
                return len(set(zip(x, y)))
            """,
        ),
    ]
    leaves = [
        # A value for each row.
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def double(x: pd.Series) -> pd.Series:
                return x * 2
            """
        ),
        # Not a UDF.
        Leaves(
            """
            import pandas as pd

            def middle(x: pd.Series) -> float:
                return x.median()
            """
        ),
    ]

    def mutate_FunctionDef(self, node: cst.FunctionDef) -> Iterator[cst.FunctionDef]:
        params = node.params.params
        hints = [param.annotation for param in params]
        if (
            params
            and node.returns is not None
            and isinstance(node.returns.annotation, cst.Name)
            and node.returns.annotation.value in SCALARS
            and all(h and self.qualified_name(h.annotation) == "pandas.Series" for h in hints)
            and any(
                self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
                for each in node.decorators
            )
        ):
            scalar = cst.Name(node.returns.annotation.value)
            changed = [
                param.with_changes(annotation=hint.with_changes(annotation=scalar))
                for param, hint in zip(params, hints, strict=True)
                if hint
            ]
            yield node.with_changes(params=node.params.with_changes(params=changed))
