"""Reads `best_estimator_` from a fitted CrossValidator or TrainValidationSplit.

scikit-learn's GridSearchCV keeps the refitted winner under that name, with the underscore that
marks what was learned. Spark's tuning models have no such attribute: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class BestEstimatorForBestModel(Mutator):
    id = "best-estimator-for-best-model"
    title = "best_estimator_ instead of bestModel"
    misconception = (
        "Spark's tuners name their results as scikit-learn's GridSearchCV does, so that the "
        "refitted winner is `best_estimator_`."
    )
    principle = (
        "CrossValidatorModel and TrainValidationSplitModel keep the winning model in `bestModel`; "
        "in Spark an estimator is what has not been fitted yet."
    )
    hint = "What is an estimator in Spark ML, and is the winner of a search still one?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidatorModel.html"
    breaks = Raises("AttributeError", match=r"has no attribute 'best_estimator_'")
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
            best = cv_model.best_estimator_
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as tuning

            def winner(search: tuning.TrainValidationSplitModel):
                return (
                    search
                    .bestModel
                )
            """,
            after="""
            import pyspark.ml.tuning as tuning

            def winner(search: tuning.TrainValidationSplitModel):
                return (
                    search
                    .best_estimator_
                )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            best = LogisticRegression().fit(train_df).bestModel
            """
        ),
        Leaves("best = search.bestModel"),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if node.attr.value == "bestModel" and self.is_a(
            node.value,
            "pyspark.ml.tuning.CrossValidatorModel",
            "pyspark.ml.tuning.TrainValidationSplitModel",
        ):
            yield node.with_changes(attr=cst.Name("best_estimator_"))
