"""Imports the pandas API on Spark where a pandas UDF needs pandas.

A UDF of Spark seems to want Spark's pandas. Its batches are of pandas itself, and the type hints
must say so: "[UNSUPPORTED_SIGNATURE] Unsupported signature: (a: pyspark.pandas.series.Series)".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

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
        if (
            node.asname
            and node.evaluated_name == "pandas"
            and isinstance(self.program.parent(node), cst.Import)
            and any(self._is_hinted_udf(each) for each in self.program.nodes)
        ):
            yield node.with_changes(name=cst.parse_expression("pyspark.pandas"))

    def _is_hinted_udf(self, node: cst.CSTNode) -> bool:
        """Whether a function is decorated as a pandas UDF and its hints name pandas."""
        if not isinstance(node, cst.FunctionDef):
            return False
        made = (each.decorator for each in node.decorators)
        if not any(
            self.calls(each, DECORATOR) or self.qualified_name(each) == DECORATOR for each in made
        ):
            return False
        return any(
            isinstance(each, cst.Attribute)
            and (self.qualified_name(each) or "").startswith("pandas.")
            and self.inside(each, cst.Annotation)
            and node in self.program.ancestors(each)
            for each in self.program.nodes
        )
