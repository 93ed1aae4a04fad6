"""Hints that a pandas UDF takes a Series, where it goes through an iterator of them.

The function is applied to a column, and a column is a Series. Spark chooses the form of the UDF by
the hints, and knows none that turns one Series into an iterator: "Unsupported signature".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class SeriesInIteratorOut(Mutator):
    id = "series-in-iterator-out"
    title = "A Series in, an iterator out"
    misconception = (
        "The parameter of every pandas UDF is a Series; only the result may be iterated."
    )
    principle = (
        "The type hints say which form of pandas UDF it is, and they come in pairs: Series to "
        "Series, Series to one value, or an iterator on both sides."
    )
    hint = "Which pairs of hints does Spark know, and is this one of them?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html"
    breaks = Raises("PySparkNotImplementedError", match=r"Unsupported signature")
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
            def score(batches: pd.Series) -> Iterator[pd.Series]:
                for batch in batches:
                    yield batch * 2
            """,
        ),
        Applies(
            before="""
            from collections.abc import Iterator
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="double")
            def total(
                pairs: Iterator[tuple[Series, Series]],
            ) -> Iterator[Series]:
                for a, b in pairs:
                    yield a + b
            """,
            after="""
            from collections.abc import Iterator
            from pandas import Series
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="double")
            def total(
                pairs: tuple[Series, Series],
            ) -> Iterator[Series]:
                for a, b in pairs:
                    yield a + b
            """,
        ),
    ]
    leaves = [
        # mapInPandas does not look at the hints.
        Leaves(
            """
            from typing import Iterator
            import pandas as pd

            def score(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
                for batch in batches:
                    yield batch

            spark.table("t").mapInPandas(score, schema)
            """
        ),
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def score(batch: pd.Series) -> pd.Series:
                return batch * 2
            """
        ),
    ]

    def mutate_Param(self, node: cst.Param) -> Iterator[cst.Param]:
        function = next(
            (each for each in self.program.ancestors(node) if isinstance(each, cst.FunctionDef)),
            None,
        )
        if function is None or node.annotation is None or function.returns is None:
            return
        hint = node.annotation.annotation
        if (
            isinstance(hint, cst.Subscript)
            and isinstance(hint.slice[0].slice, cst.Index)
            and self._is_iterator(hint)
            and self._is_iterator(function.returns.annotation)
            and any(
                self.calls(each.decorator, "pyspark.sql.functions.pandas_udf")
                for each in function.decorators
            )
        ):
            inner = hint.slice[0].slice.value
            yield node.with_changes(annotation=node.annotation.with_changes(annotation=inner))

    def _is_iterator(self, hint: cst.BaseExpression) -> bool:
        return isinstance(hint, cst.Subscript) and self.qualified_name(hint.value) in (
            "collections.abc.Iterator",
            "typing.Iterator",
        )
