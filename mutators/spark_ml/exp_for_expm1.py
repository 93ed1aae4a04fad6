"""Undoes `log1p` with `exp`.

`exp` is the inverse of the logarithm that everybody remembers. Nothing raises: each value comes
out too large by one.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, rename_method


class ExpForExpm1(Mutator):
    id = "exp-for-expm1"
    title = "log1p undone with exp"
    misconception = "`exp` undoes every natural logarithm, `log1p` included."
    principle = (
        "`log1p(x)` is the logarithm of 1 + x, so that 0 is allowed. `expm1` undoes it; `exp` "
        "gives 1 + x."
    )
    hint = "What does the last step give for a value of 0?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log1p.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            train_df = train_df.withColumn("z", F.log1p("y"))
            scored = model.transform(test_df).withColumn("y_hat", F.expm1("prediction"))
            """,
            after="""
            from pyspark.sql import functions as F
            train_df = train_df.withColumn("z", F.log1p("y"))
            scored = model.transform(test_df).withColumn("y_hat", F.exp("prediction"))
            """,
        ),
        Applies(
            before="""
            import numpy as np
            target = np.log1p(y_train)
            y_hat = np.expm1(model.fit(X_train, target).predict(X_test))
            """,
            after="""
            import numpy as np
            target = np.log1p(y_train)
            y_hat = np.exp(model.fit(X_train, target).predict(X_test))
            """,
        ),
    ]
    leaves = [
        # What it undoes is not to be seen.
        Leaves(
            """
            from pyspark.sql import functions as F
            scored = model.transform(test_df).withColumn("y_hat", F.expm1("prediction"))
            """
        ),
        Leaves(
            """
            from mylib import functions as F
            scored = df.withColumn("z", F.log1p("y")).withColumn("x", F.expm1("z"))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        for package in ("pyspark.sql.functions", "numpy"):
            if not self.calls(node, f"{package}.expm1"):
                continue
            learned = any(self.calls(call, f"{package}.log1p") for call in self.program.calls)
            renamed = rename_method(node, "exp")
            if learned and renamed:
                yield renamed
