"""Filters or cleans a frame and does not keep what comes back.

`df.dropna()` reads like an order to the frame. DataFrames never change: nothing raises, and all
lines below go on with the rows that were to be gone.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

ROWS = ("distinct", "dropDuplicates", "drop_duplicates", "filter", "limit", "where")
GAPS = ("dropna", "fillna")
"""Methods without which Spark ML, given the gaps, would raise."""


class CleanedFrameNotKept(Mutator):
    id = "cleaned-frame-not-kept"
    title = "A cleaned frame that nobody keeps"
    misconception = "`filter`, `dropna`, `fillna` and the like change the DataFrame itself."
    principle = (
        "A DataFrame never changes. Each transformation returns a new one, and without an "
        "assignment the lines below go on with the old one, unwanted rows and gaps included."
    )
    hint = "Which object holds the cleaned rows, and which one do the lines below use?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.filter.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            df = spark.table("rides")
            df = df.dropDuplicates(["ride_id"])
            n_rides = df.count()
            """,
            after="""
            df = spark.table("rides")
            df.dropDuplicates(["ride_id"])
            n_rides = df.count()
            """,
        ),
        Applies(
            before="""
            train, test = spark.table("t").randomSplit([0.8, 0.2], 1)
            test = (
                test.where("amount > 0").dropna()
            )
            """,
            after="""
            train, test = spark.table("t").randomSplit([0.8, 0.2], 1)
            test.where("amount > 0").dropna()
            """,
        ),
    ]
    leaves = [
        # Under another name the lines below would not run.
        Leaves(
            """
            df = spark.table("rides")
            clean_df = df.filter("minutes > 0")
            """
        ),
        # Spark ML raises when it meets the gaps.
        Leaves(
            """
            from pyspark.ml.feature import VectorAssembler
            df = spark.table("rides")
            df = df.dropna()
            VectorAssembler(inputCols=["minutes"], outputCol="features").transform(df)
            """
        ),
        # The new column would be missing below.
        Leaves(
            """
            df = spark.table("rides")
            df = df.withColumn("fare", price).filter("fare > 0")
            """
        ),
        Leaves(
            """
            import pandas as pd
            frame = pd.read_csv("rides.csv")
            frame = frame.dropna()
            """
        ),
    ]

    def mutate_SimpleStatementLine(
        self, node: cst.SimpleStatementLine
    ) -> Iterator[cst.SimpleStatementLine]:
        assign = node.body[0]
        if not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
            return
        target, made = assign.targets[0].target, assign.value
        methods = ROWS if self._uses_ml() else ROWS + GAPS
        root: cst.BaseExpression = made
        while isinstance(root, cst.Call) and isinstance(root.func, cst.Attribute):
            if root.func.attr.value not in methods:
                return
            root = root.func.value
        if (
            root is not made
            and isinstance(root, cst.Name)
            and isinstance(target, cst.Name)
            and root.value == target.value
            and self.is_a(root, "pyspark.sql.DataFrame")
        ):
            yield node.with_changes(body=[cst.Expr(made.with_changes(lpar=[], rpar=[]))])

    def _uses_ml(self) -> bool:
        names = (self.qualified_name(call.func) or "" for call in self.program.calls)
        return any(name.startswith("pyspark.ml.") for name in names)
