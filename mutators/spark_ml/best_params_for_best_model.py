"""Reads `best_params` from a fitted CrossValidator or TrainValidationSplit.

Optuna's studies have `best_params` and scikit-learn's searches `best_params_`; Spark's tuning
models have neither, and raise an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class BestParamsForBestModel(Mutator):
    id = "best-params-for-best-model"
    title = "best_params instead of bestModel"
    misconception = (
        "A fitted CrossValidator hands out its winner as `best_params`, as other tuning tools do."
    )
    principle = (
        "CrossValidatorModel and TrainValidationSplitModel keep the winning model itself, fitted "
        "on all the training data, in `bestModel`."
    )
    hint = "What does a fitted tuner of Spark ML keep of the winner, and under which name?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidatorModel.html"
    breaks = Raises("AttributeError", match=r"has no attribute 'best_params'")
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
            best = cv_model.best_params
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import tuning as t
            print(t.TrainValidationSplit(estimator=lr, evaluator=judge).fit(df).bestModel.uid)
            """,
            after="""
            from pyspark.ml import tuning as t
            print(t.TrainValidationSplit(estimator=lr, evaluator=judge).fit(df).best_params.uid)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.model_selection import GridSearchCV
            search = GridSearchCV(model, grid).fit(X, y)
            best = search.bestModel
            """
        ),
        Leaves("best = cv_model.bestModel"),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if node.attr.value == "bestModel" and self.is_a(
            node.value,
            "pyspark.ml.tuning.CrossValidatorModel",
            "pyspark.ml.tuning.TrainValidationSplitModel",
        ):
            yield node.with_changes(attr=cst.Name("best_params"))
