"""Reads `bestModel` from the CrossValidator or TrainValidationSplit itself.

scikit-learn's searches keep their results on the object that was fitted. In Spark `fit` leaves
the tuner as it was and returns the result as a new object: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class BestModelOnTuner(Mutator):
    id = "best-model-on-tuner"
    title = "bestModel of the tuner that was fitted"
    misconception = "`fit` stores the result of the search in the tuner on which it was called."
    principle = (
        "A tuner is an estimator: `fit` changes nothing in it and returns a new object, the "
        "tuning model, which holds `bestModel` and the metrics."
    )
    hint = "Where does the result of `fit` live in Spark ML?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = Raises("AttributeError", match=r"has no attribute 'bestModel'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            cv_model = cv.fit(train_df)
            best = cv_model.bestModel
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            cv_model = cv.fit(train_df)
            best = cv.bestModel
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as t
            search = t.TrainValidationSplit().setEstimator(lr).setEvaluator(evaluator)
            fitted = search.fit(train_df, {search.estimatorParamMaps: grid})
            print(fitted.bestModel.uid)
            """,
            after="""
            import pyspark.ml.tuning as t
            search = t.TrainValidationSplit().setEstimator(lr).setEvaluator(evaluator)
            fitted = search.fit(train_df, {search.estimatorParamMaps: grid})
            print(search.bestModel.uid)
            """,
        ),
    ]
    leaves = [
        # The tuner's name means something else by the time the result is read.
        Leaves(
            """
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            cv = cv.fit(train_df)
            best = cv.bestModel
            """
        ),
        Leaves(
            """
            from mylib.search import CrossValidator
            cv = CrossValidator()
            cv_model = cv.fit(train_df)
            best = cv_model.bestModel
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if node.attr.value != "bestModel" or not self.is_a(
            node.value,
            "pyspark.ml.tuning.CrossValidatorModel",
            "pyspark.ml.tuning.TrainValidationSplitModel",
        ):
            return
        fit = self.program.value_of(node.value)
        if (
            isinstance(fit, cst.Call)
            and isinstance(fit.func, cst.Attribute)
            and isinstance(tuner := fit.func.value, cst.Name)
            and self.program.is_bound_once(tuner.value)
        ):
            yield node.with_changes(value=cst.Name(tuner.value))
