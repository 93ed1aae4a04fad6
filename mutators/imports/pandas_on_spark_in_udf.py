"""Imports the pandas API on Spark where a pandas UDF needs pandas.

A UDF of Spark seems to want Spark's pandas. Its batches are of pandas itself, and the type hints
must say so: "[UNSUPPORTED_SIGNATURE] Unsupported signature: (a: pyspark.pandas.series.Series)".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

DECORATOR = "pyspark.sql.functions.pandas_udf"


class PandasOnSparkInUdf(Mutator):
    id = "pandas-on-spark-in-udf"
    title = "pyspark.pandas in a pandas UDF"
    misconception = "A pandas UDF works on the pandas of Spark, because it runs on Spark."
    principle = (
        "A pandas UDF gets and returns objects of pandas itself, and its type hints must name "
        "them. `pyspark.pandas` is for distributed frames outside of such functions."
    )
    hint = "Of which library are the batches that reach a pandas UDF?"
    docs = (
        "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/"
        "pyspark.sql.functions.pandas_udf.html"
    )
    seen = (
        "https://api-docs.databricks.com/python/pyspark/latest/pyspark.sql/api/"
        "pyspark.sql.functions.pandas_udf.html"
    )
    breaks = Raises("PySparkNotImplementedError", match="UNSUPPORTED_SIGNATURE")
    applies = [
        Applies(
            before="""
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def risk(a: pd.Series) -> pd.Series:
                return a / 2
            """,
            after="""
            import pyspark.pandas as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def risk(a: pd.Series) -> pd.Series:
                return a / 2
            """,
        ),
        Applies(
            before="""
            from collections.abc import Iterator
            import pandas as p
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="long")
            def total(batches: Iterator[p.DataFrame]) -> Iterator[p.Series]:
                for batch in batches:
                    yield batch.sum(axis=1)
            """,
            after="""
            from collections.abc import Iterator
            import pyspark.pandas as p
            from pyspark.sql import functions as F

            @F.pandas_udf(returnType="long")
            def total(batches: Iterator[p.DataFrame]) -> Iterator[p.Series]:
                for batch in batches:
                    yield batch.sum(axis=1)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            limits = pd.Series([1.0, 2.0])

            @pandas_udf("double")
            def risk(a: pd.Series) -> pd.Series:
                return a.clip(*limits)
            """
        ),
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import PandasUDFType, pandas_udf

            @pandas_udf("double", functionType=PandasUDFType.SCALAR)
            def risk(a: pd.Series) -> pd.Series:
                return a
            """
        ),
        Leaves(
            """
            import pandas as pd
            from pyspark.sql.functions import pandas_udf

            def read(path):
                import pandas as pd

                return pd.read_csv(path)

            @pandas_udf("double")
            def risk(a: pd.Series) -> pd.Series:
                return a
            """
        ),
        Leaves(
            """
            import pandas as pd

            def train(rows: pd.DataFrame) -> pd.DataFrame:
                return rows.head(1)

            df.groupBy("a").applyInPandas(train, "a long")
            """
        ),
        Leaves(
            """
            import polars as pd
            from pyspark.sql.functions import pandas_udf

            @pandas_udf("double")
            def risk(a: pd.Series) -> pd.Series:
                return a
            """
        ),
    ]

    def mutate_ImportAlias(self, node: cst.ImportAlias) -> Iterator[cst.ImportAlias]:
        alias = node.evaluated_alias
        if (
            alias
            and node.evaluated_name == "pandas"
            and isinstance(self.program.parent(node), cst.Import)
            and not self.is_conditional(node)
            and self.program.is_bound_once(alias)
            and self._first_needs_pandas(alias)
        ):
            yield node.with_changes(name=cst.parse_expression("pyspark.pandas"))

    def _first_needs_pandas(self, alias: str) -> bool:
        """Whether pandas is first used in the hints of a function that is a pandas UDF."""
        for node in self.program.nodes:
            if not (isinstance(node, cst.Name) and node.value == alias):
                continue
            functions = [each for each in self.program.ancestors(node) if _is_function(each)]
            if any(self._is_udf(each) for each in functions) and self.inside(node, cst.Annotation):
                return True
            if not functions and not self.inside(node, cst.AsName):
                return False
        return False

    def _is_udf(self, function: cst.CSTNode) -> bool:
        """Whether a function is decorated as a pandas UDF whose hints say of which kind it is."""
        if not isinstance(function, cst.FunctionDef):
            return False
        return any(
            self.qualified_name(each.decorator) == DECORATOR
            or (
                self.calls(each.decorator, DECORATOR)
                and isinstance(each.decorator, cst.Call)
                and argument(each.decorator, "functionType", 1) is None
            )
            for each in function.decorators
        )


def _is_function(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.FunctionDef | cst.Lambda)
