"""Leaves the label column out of an estimator.

Where a frame has one column that looks like the target, naming it seems superfluous. The estimator
looks for a column called `label`: an IllegalArgumentException when it is fitted.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

PACKAGES = ("pyspark.ml.classification.", "pyspark.ml.regression.")


class LabelColLeftOut(Mutator):
    id = "label-col-left-out"
    title = "An estimator without its label column"
    misconception = (
        "A supervised estimator recognises the target: it is the column that is not a feature."
    )
    principle = (
        "An estimator reads the target from the column named by `labelCol`, which is `label` "
        "unless something else is said."
    )
    hint = "How does the estimator know which column to predict?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.classification.LogisticRegression.html"
    breaks = Raises("IllegalArgumentException", match=r"No such struct field `label`")
    applies = [
        Applies(
            before="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="churned", maxIter=5)
            """,
            after="""
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(maxIter=5)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import regression as r
            model = r.RandomForestRegressor(
                featuresCol="scaled",
                numTrees=20,
                labelCol="price",
            ).fit(train_df)
            """,
            after="""
            from pyspark.ml import regression as r
            model = r.RandomForestRegressor(
                featuresCol="scaled",
                numTrees=20,
            ).fit(train_df)
            """,
        ),
    ]
    leaves = [
        # The default says the same.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression(labelCol="label")
            """
        ),
        # There is a column of that name too, which would be learned without an error.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            rows = spark.createDataFrame(data, ["features", "label", "churned"])
            lr = LogisticRegression(labelCol="churned")
            """
        ),
        Leaves('lr = LogisticRegression(labelCol="churned")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        label = argument(node, "labelCol")
        kind = self.qualified_name(node.func) or ""
        # These two complain of something else first.
        if kind.endswith((".OneVsRest", ".AFTSurvivalRegression")):
            return
        if label and kind.startswith(PACKAGES) and not self._mentions_label():
            yield without_argument(node, label)

    def _mentions_label(self) -> bool:
        texts = m.findall(self.program.module, m.SimpleString())
        return any(isinstance(t, cst.SimpleString) and t.evaluated_value == "label" for t in texts)
