"""Fits an estimator on the rows that were held back for the test.

Both frames have the same columns, and the names are a slip apart. Nothing raises; the model has
seen the rows that are to judge it, and never sees the training rows.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value

HELD_BACK = ("test", "valid", "holdout", "held")


class FitOnTestData(Mutator):
    id = "fit-on-test-data"
    title = "Fitted on the test rows"
    misconception = "The rows that a model is scored on may also be the rows that it learns from."
    principle = (
        "Everything that learns, preprocessing included, is fitted on the training rows; the rows "
        "held back only show how it does on rows that it has not seen."
    )
    hint = "Which rows has the model seen before it is asked to predict them?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            predictions = model.transform(test_df)
            """,
            after="""
            from pyspark.ml import Pipeline
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            model = Pipeline(stages=[assembler, lr]).fit(test_df)
            predictions = model.transform(test_df)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import tuning as t
            cv = t.CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            cv_model = cv.fit(dataset=training)
            best = cv_model.bestModel
            score = evaluator.evaluate(
                best.transform(holdout)
            )
            """,
            after="""
            from pyspark.ml import tuning as t
            cv = t.CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            cv_model = cv.fit(dataset=holdout)
            best = cv_model.bestModel
            score = evaluator.evaluate(
                best.transform(holdout)
            )
            """,
        ),
    ]
    leaves = [
        # There is one set of rows only.
        Leaves(
            """
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="a", outputCol="b")
            indexed_df = indexer.fit(train_df).transform(train_df)
            """
        ),
        # The test rows do not exist yet where the model is fitted.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            model = LogisticRegression().fit(train_df)
            test_df = spark.table("ml.test_rows")
            predictions = model.transform(test_df)
            """
        ),
        Leaves(
            """
            from sklearn.preprocessing import StandardScaler
            scaler = StandardScaler().fit(X_train)
            X_scaled = scaler.transform(X_test)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        rows = argument(node, "dataset", 0)
        if rows is None or not isinstance(rows.value, cst.Name) or not self._is_fit(node):
            return
        if "train" not in rows.value.value.lower():
            return
        for call in m.findall(
            self.program.module, m.Call(func=m.Attribute(attr=m.Name("transform")))
        ):
            if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
                continue
            tested = argument(call, "dataset", 0)
            if (
                tested
                and isinstance(tested.value, cst.Name)
                and any(word in tested.value.value.lower() for word in HELD_BACK)
                and self._fit_behind(call.func.value) is node
                and self._exists_before(tested.value.value, node)
            ):
                yield replace_value(node, rows, cst.Name(tested.value.value))
                return

    def _is_fit(self, node: cst.CSTNode | None) -> bool:
        return (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "fit"
            and (self.type_of(node) or "").startswith("pyspark.ml.")
        )

    def _fit_behind(self, model: cst.BaseExpression) -> cst.CSTNode | None:
        """The call of `fit` from which a model comes, over names and `bestModel`."""
        node: cst.BaseExpression | None = model
        for _ in range(10):
            if isinstance(node, cst.Name):
                node = self.program.value_of(node)
            elif isinstance(node, cst.Attribute) and node.attr.value == "bestModel":
                node = node.value
            else:
                break
        return node if self._is_fit(node) else None

    def _exists_before(self, name: str, node: cst.CSTNode) -> bool:
        """Whether a name is bound above `node`, or nowhere to be seen: then the scene has it."""
        bound = [
            self.program.lines(target)[0]
            for target in m.findall(self.program.module, m.AssignTarget())
            if m.findall(target, m.Name(name))
        ]
        return not bound or min(bound) < self.program.lines(node)[0]
