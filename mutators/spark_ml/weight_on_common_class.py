"""Gives the large weight to the class that is common already.

Which of the two values belongs to which class is easily mixed up. Nothing raises: the rare class
counts for even less than without weights.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

WHEN = "pyspark.sql.functions.when"


class WeightOnCommonClass(Mutator):
    id = "weight-on-common-class"
    title = "Weights the wrong way round"
    misconception = "A larger weight belongs to the class that has more rows."
    principle = (
        "To balance classes the rare one gets the larger weight, so that its few rows count as "
        "much as the many of the other one."
    )
    hint = "How much do all rows of each class weigh together?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.classification.LogisticRegression.html"
    prerequisites = ["weight-col-left-out"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.sql import functions as F
            weight = F.when(F.col("fraud") == 1, ratio).otherwise(1.0)
            weighted_df = df.withColumn("weight", weight)
            lr = LogisticRegression(labelCol="fraud", weightCol="weight")
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            from pyspark.sql import functions as F
            weight = F.when(F.col("fraud") == 1, 1.0).otherwise(ratio)
            weighted_df = df.withColumn("weight", weight)
            lr = LogisticRegression(labelCol="fraud", weightCol="weight")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import classification as c
            from pyspark.sql.functions import col, when
            ready = df.withColumn('w', when(col('y') > 0, 20.0).otherwise(1.0))
            model = c.RandomForestClassifier(weightCol='w').fit(ready)
            """,
            after="""
            from pyspark.ml import classification as c
            from pyspark.sql.functions import col, when
            ready = df.withColumn('w', when(col('y') > 0, 1.0).otherwise(20.0))
            model = c.RandomForestClassifier(weightCol='w').fit(ready)
            """,
        ),
    ]
    leaves = [
        # No weights of rows.
        Leaves(
            """
            from pyspark.sql import functions as F
            priced = df.withColumn("price", F.when(F.col("member") == 1, 8.0).otherwise(10.0))
            """
        ),
        Leaves(
            """
            from mylib.functions import col, when
            weighted = df.withColumn("w", when(col("y") > 0, 20.0).otherwise(1.0))
            lr = LogisticRegression(weightCol="w")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "otherwise":
            return
        when = node.func.value
        if not isinstance(when, cst.Call) or not self.calls(when, WHEN) or len(node.args) != 1:
            return
        value = argument(when, "value", 1)
        if value and self._is_weight(node):
            first = when.with_changes(
                args=[
                    arg.with_changes(value=node.args[0].value) if arg is value else arg
                    for arg in when.args
                ]
            )
            yield node.with_changes(
                func=node.func.with_changes(value=first),
                args=[node.args[0].with_changes(value=value.value)],
            )

    def _is_weight(self, column: cst.Call) -> bool:
        """Whether the column gets the name of a column of weights."""
        weights = {
            str(arg.value.evaluated_value)
            for call in self.program.calls
            if (arg := argument(call, "weightCol")) and isinstance(arg.value, cst.SimpleString)
        }
        for _, call, arg in self.given_to(column):
            name = argument(call, "colName", 0)
            if (
                isinstance(call.func, cst.Attribute)
                and call.func.attr.value == "withColumn"
                and arg is not name
                and name
                and isinstance(name.value, cst.SimpleString)
                and name.value.evaluated_value in weights
            ):
                return True
        return False
