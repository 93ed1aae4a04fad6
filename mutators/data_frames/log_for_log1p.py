"""Takes the logarithm of a column that may be zero.

The log transform is known as log(x). Of zero there is none: Spark raises nothing and gives null,
and statistics leave the row out.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method


class LogForLog1p(Mutator):
    id = "log-for-log1p"
    title = "The logarithm of zero"
    misconception = "A log transform is `log`, and zero stays zero."
    principle = (
        "`log` of zero or less is null in Spark, with no error, and its inverse is `exp`. `log1p` "
        "is log(1 + x): zero stays zero, and its inverse is `expm1`."
    )
    hint = "Which value does this give for a zero, and what brings it back?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log1p.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            logged_df = df.withColumn("log_units", F.log1p("units"))
            """,
            after="""
            from pyspark.sql import functions as F
            logged_df = df.withColumn("log_units", F.log("units"))
            """,
        ),
        Applies(
            before="""
            import pyspark.sql.functions as sf
            df.select(
                sf.log1p(col=sf.col("units")).alias("log_units")
            )
            df.select(sf.log1p(sf.col("units")).alias("log_units"))
            """,
            after="""
            import pyspark.sql.functions as sf
            df.select(
                sf.log1p(col=sf.col("units")).alias("log_units")
            )
            df.select(sf.log(sf.col("units")).alias("log_units"))
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import numpy as np
            y = np.log1p(frame["units"])
            """
        ),
        # The name was not imported.
        Leaves(
            """
            from pyspark.sql.functions import log1p
            logged_df = df.withColumn("log_units", log1p("units"))
            """
        ),
        # Spark ML refuses labels that are null.
        Leaves(
            """
            from pyspark.ml.regression import LinearRegression
            from pyspark.sql import functions as F
            logged_df = df.withColumn("log_units", F.log1p("units"))
            lr = LinearRegression(labelCol="log_units")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            self.calls(node, "pyspark.sql.functions.log1p")
            and all(arg.keyword is None for arg in node.args)
            and not self._learns_labels()
        ):
            plain = rename_method(node, "log")
            if plain is not None:
                yield plain

    def _learns_labels(self) -> bool:
        return any(argument(call, "labelCol") is not None for call in self.program.calls)
