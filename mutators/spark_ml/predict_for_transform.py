"""Asks a fitted pipeline or tuning model to `predict` a DataFrame.

scikit-learn's models and pipelines predict. In Spark a fitted pipeline is a transformer, which adds
the predictions as columns; it has no method `predict`: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, rename_method

TUNERS = ("pyspark.ml.tuning.CrossValidator", "pyspark.ml.tuning.TrainValidationSplit")


class PredictForTransform(Mutator):
    id = "predict-for-transform"
    title = "predict instead of transform"
    misconception = "A fitted model predicts the rows of a DataFrame with `predict`."
    principle = (
        "A fitted pipeline is a transformer: `transform` returns the DataFrame with the columns of "
        "the predictions added, and there is no `predict`."
    )
    hint = "In which form do predictions come out of a fitted pipeline?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html"
    breaks = Raises("AttributeError", match=r"object has no attribute 'predict'")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            predictions = model.transform(test_df)
            """,
            after="""
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            predictions = model.predict(test_df)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml as ml
            from pyspark.ml import tuning
            whole = ml.Pipeline(stages=stages)
            cv = tuning.CrossValidator(estimator=whole, evaluator=evaluator)
            best = cv.fit(train_df).bestModel
            score = evaluator.evaluate(
                best.transform(test_df)
            )
            """,
            after="""
            import pyspark.ml as ml
            from pyspark.ml import tuning
            whole = ml.Pipeline(stages=stages)
            cv = tuning.CrossValidator(estimator=whole, evaluator=evaluator)
            best = cv.fit(train_df).bestModel
            score = evaluator.evaluate(
                best.predict(test_df)
            )
            """,
        ),
    ]
    leaves = [
        # This model has a method of that name, for one vector.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            model = LogisticRegression().fit(train_df)
            predictions = model.transform(test_df)
            """
        ),
        # Nothing is predicted here.
        Leaves(
            """
            from pyspark.ml import Pipeline
            from pyspark.ml.feature import StringIndexer, VectorAssembler
            indexer = StringIndexer(inputCol="plan", outputCol="plan_i")
            assembler = VectorAssembler(inputCols=["age", "plan_i"], outputCol="features")
            prepared_df = Pipeline(stages=[indexer, assembler]).fit(df).transform(df)
            """
        ),
        Leaves("predictions = model.transform(test_df)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "transform"
            and self._is_without_predict(node.func.value)
        ):
            renamed = rename_method(node, "predict")
            if renamed:
                yield renamed

    def _is_without_predict(self, model: cst.BaseExpression) -> bool:
        if self.is_a(model, "pyspark.ml.PipelineModel"):
            return not self._only_prepares(model)
        if self.is_a(
            model,
            "pyspark.ml.tuning.CrossValidatorModel",
            "pyspark.ml.tuning.TrainValidationSplitModel",
        ):
            return True
        best = self.program.value_of(model) if isinstance(model, cst.Name) else model
        if not isinstance(best, cst.Attribute) or best.attr.value != "bestModel":
            return False
        fit = self.program.value_of(best.value) or best.value
        if not isinstance(fit, cst.Call) or not isinstance(fit.func, cst.Attribute):
            return False
        return fit.func.attr.value == "fit" and self._tunes_a_pipeline(fit.func.value)

    def _tunes_a_pipeline(self, tuner: cst.BaseExpression) -> bool:
        made = self.program.value_of(tuner) or tuner
        if not isinstance(made, cst.Call) or not self.calls(made, *TUNERS):
            return False
        estimator = argument(made, "estimator")
        return estimator is not None and self.is_a(estimator.value, "pyspark.ml.Pipeline")

    def _only_prepares(self, model: cst.BaseExpression) -> bool:
        """Whether the last stage is seen to make features, which nobody calls predicting."""
        fit = self.program.value_of(model) or model
        if not isinstance(fit, cst.Call) or not isinstance(fit.func, cst.Attribute):
            return False
        pipeline = self.program.value_of(fit.func.value) or fit.func.value
        stages = argument(pipeline, "stages") if isinstance(pipeline, cst.Call) else None
        elements = self.program.elements(stages.value) if stages else None
        kind = self.type_of(elements[-1]) if elements else None
        return (kind or "").startswith("pyspark.ml.feature.")
