"""Computes the final score on the rows that the model was trained on.

The frame is at hand and has all the columns. Nothing raises; the score tells how well the model
remembers, and not how it does on new rows.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value

HELD_BACK = ("test", "valid", "holdout", "held")


class EvaluateOnTrainingData(Mutator):
    id = "evaluate-on-training-data"
    title = "Scored on the training rows"
    misconception = (
        "A good score on the rows that a model was trained on shows that the model is good."
    )
    principle = (
        "A model is judged on rows that it has not seen. Its score on the training rows is mostly "
        "better and says little about new rows."
    )
    hint = "What would a model that learned its rows by heart score here?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price")
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            predictions = model.transform(test_df)
            rmse = evaluator.evaluate(predictions)
            """,
            after="""
            from pyspark.ml import Pipeline
            from pyspark.ml.evaluation import RegressionEvaluator
            evaluator = RegressionEvaluator(labelCol="price")
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            predictions = model.transform(train_df)
            rmse = evaluator.evaluate(predictions)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as e, tuning as t
            judge = e.BinaryClassificationEvaluator(labelCol="churned")
            cv = t.CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=judge)
            best = cv.fit(training).bestModel
            print(judge.evaluate(dataset=best.transform(dataset=testing)))
            """,
            after="""
            from pyspark.ml import evaluation as e, tuning as t
            judge = e.BinaryClassificationEvaluator(labelCol="churned")
            cv = t.CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=judge)
            best = cv.fit(training).bestModel
            print(judge.evaluate(dataset=best.transform(dataset=training)))
            """,
        ),
    ]
    leaves = [
        # Nothing is scored.
        Leaves(
            """
            from pyspark.ml.feature import StringIndexer
            indexer_model = StringIndexer(inputCol="a", outputCol="b").fit(train_df)
            indexed_df = indexer_model.transform(test_df)
            """
        ),
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            predictions = model.transform(test_df)
            rmse = RegressionEvaluator(labelCol="price").evaluate(predictions)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "transform":
            return
        tested = argument(node, "dataset", 0)
        fit = self._fit_behind(node.func.value)
        if tested is None or fit is None or not isinstance(tested.value, cst.Name):
            return
        rows = argument(fit, "dataset", 0)
        if (
            rows
            and isinstance(rows.value, cst.Name)
            and "train" in rows.value.value.lower()
            and any(word in tested.value.value.lower() for word in HELD_BACK)
            and self._is_scored(node)
        ):
            yield replace_value(node, tested, cst.Name(rows.value.value))

    def _fit_behind(self, model: cst.BaseExpression) -> cst.Call | None:
        """The call of `fit` from which a model comes, over names and `bestModel`."""
        node: cst.BaseExpression | None = model
        for _ in range(10):
            if isinstance(node, cst.Name):
                node = self.program.value_of(node)
            elif isinstance(node, cst.Attribute) and node.attr.value == "bestModel":
                node = node.value
            else:
                break
        if (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "fit"
            and (self.type_of(node) or "").startswith("pyspark.ml.")
        ):
            return node
        return None

    def _is_scored(self, predictions: cst.Call) -> bool:
        """Whether an evaluator of Spark gets these predictions, in place or behind a name."""
        for call in self.program.calls:
            name = self.qualified_name(call.func) or ""
            if not (name.startswith("pyspark.ml.evaluation.") and name.endswith(".evaluate")):
                continue
            given = argument(call, "dataset", 0)
            if given and predictions in (given.value, self.program.value_of(given.value)):
                return True
        return False
