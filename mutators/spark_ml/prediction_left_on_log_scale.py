"""Leaves predictions of a logarithm as they are, where the label's own scale is meant.

The column's name says what it should hold, and a metric comes out of it. Nothing raises: euros are
compared with logarithms of euros.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method

EXPONENTIALS = ("pyspark.sql.functions.exp", "pyspark.sql.functions.expm1")
LOGARITHMS = (
    "pyspark.sql.functions.log",
    "pyspark.sql.functions.log1p",
    "pyspark.sql.functions.ln",
)


class PredictionLeftOnLogScale(Mutator):
    id = "prediction-left-on-log-scale"
    title = "Predictions on the scale of the logarithm"
    misconception = "A model that learned the logarithm of a label predicts the label itself."
    principle = (
        "A model predicts what it learned: here the logarithm. Predictions have to be "
        "exponentiated before they are compared with the label or read in its unit."
    )
    hint = "In which unit are the numbers in `prediction`?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.expm1.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            train_df = train_df.withColumn("log_price", F.log("price"))
            priced = model.transform(test_df).withColumn("price_hat", F.exp("prediction"))
            """,
            after="""
            from pyspark.sql import functions as F
            train_df = train_df.withColumn("log_price", F.log("price"))
            priced = model.transform(test_df).withColumn("price_hat", F.col("prediction"))
            """,
        ),
        Applies(
            before="""
            from pyspark.sql.functions import col, expm1, log1p
            logged = df.select(log1p(col("y")).alias("z"))
            result = model.transform(logged).select(expm1(col("prediction")).alias("y_hat"))
            """,
            after="""
            from pyspark.sql.functions import col, expm1, log1p
            logged = df.select(log1p(col("y")).alias("z"))
            result = model.transform(logged).select(col("prediction").alias("y_hat"))
            """,
        ),
    ]
    leaves = [
        # No logarithm was learned here.
        Leaves(
            """
            from pyspark.sql import functions as F
            odds = scored.withColumn("odds", F.exp("prediction"))
            """
        ),
        Leaves(
            """
            import numpy as np
            from pyspark.sql import functions as F
            logged = df.withColumn("z", F.log1p("y"))
            y_hat = np.expm1(predictions["prediction"])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, *EXPONENTIALS):
            return
        if not any(self.calls(call, *LOGARITHMS) for call in self.program.calls):
            return
        given = argument(node, "col", 0)
        if given is None:
            return
        if isinstance(given.value, cst.SimpleString):
            column = rename_method(node, "col")
            if column and given.value.evaluated_value == "prediction":
                yield column
        elif self.calls(given.value, "pyspark.sql.functions.col"):
            assert isinstance(given.value, cst.Call)
            name = argument(given.value, "col", 0)
            text = name.value if name else None
            if isinstance(text, cst.SimpleString) and text.evaluated_value == "prediction":
                yield given.value
