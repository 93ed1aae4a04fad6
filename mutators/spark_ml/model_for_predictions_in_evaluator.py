"""Gives an evaluator the model instead of the model's predictions.

scikit-learn's scorers take a model and rows. Spark's evaluators take a DataFrame that already has
the predictions; from a model they try to take its DataFrame, and raise an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class ModelForPredictionsInEvaluator(Mutator):
    id = "model-for-predictions-in-evaluator"
    title = "An evaluator that gets the model"
    misconception = "An evaluator judges a model: it gets the model and predicts by itself."
    principle = (
        "An evaluator compares two columns, label and prediction, of a DataFrame. The rows must "
        "have been through the model's `transform` before."
    )
    hint = "Which two columns does the evaluator compare, and where are they?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.evaluation.Evaluator.html"
    breaks = Raises("AttributeError", match=r"Model' object has no attribute '_jdf'")
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
            predictions = model.transform(test_df)
            rmse = evaluator.evaluate(model)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import evaluation as e, tuning as t
            judge = e.BinaryClassificationEvaluator(labelCol="churned")
            search = t.TrainValidationSplit(estimator=lr, estimatorParamMaps=grid, evaluator=judge)
            best = search.fit(training).bestModel
            print(judge.evaluate(dataset=best.transform(testing)))
            """,
            after="""
            from pyspark.ml import evaluation as e, tuning as t
            judge = e.BinaryClassificationEvaluator(labelCol="churned")
            search = t.TrainValidationSplit(estimator=lr, estimatorParamMaps=grid, evaluator=judge)
            best = search.fit(training).bestModel
            print(judge.evaluate(dataset=best))
            """,
        ),
    ]
    leaves = [
        # `transform` of a DataFrame: no model is in sight.
        Leaves(
            """
            from pyspark.ml.evaluation import RegressionEvaluator
            scored = spark.table("scored")
            rmse = RegressionEvaluator(labelCol="price").evaluate(scored.transform(clean))
            """
        ),
        # An evaluator of models, from elsewhere.
        Leaves(
            """
            from mylib.evaluation import Evaluator
            from pyspark.ml.regression import LinearRegression
            model = LinearRegression().fit(train_df)
            score = Evaluator().evaluate(model.transform(test_df))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        name = self.qualified_name(node.func) or ""
        if not (name.startswith("pyspark.ml.evaluation.") and name.endswith(".evaluate")):
            return
        given = argument(node, "dataset", 0)
        if given is None:
            return
        transform = self.program.value_of(given.value) or given.value
        if (
            isinstance(transform, cst.Call)
            and isinstance(transform.func, cst.Attribute)
            and transform.func.attr.value == "transform"
            and isinstance(model := transform.func.value, cst.Name)
            and self._is_model(model)
            and self.program.is_bound_once(model.value)
        ):
            yield replace_value(node, given, cst.Name(model.value))

    def _is_model(self, name: cst.Name) -> bool:
        if (kind := self.type_of(name)) is not None:
            return kind.startswith("pyspark.ml.") and kind.endswith("Model")
        value = self.program.value_of(name)
        return (
            isinstance(value, cst.Attribute)
            and value.attr.value == "bestModel"
            and self.is_a(
                value.value,
                "pyspark.ml.tuning.CrossValidatorModel",
                "pyspark.ml.tuning.TrainValidationSplitModel",
            )
        )
