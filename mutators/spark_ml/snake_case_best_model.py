"""Reads `best_model` from a fitted CrossValidator or TrainValidationSplit.

Python code mostly writes names with underscores, and the variable next to it often is called
`best_model`. Spark ML's attributes keep the camelCase of Scala: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class SnakeCaseBestModel(Mutator):
    id = "snake-case-best-model"
    title = "best_model instead of bestModel"
    misconception = (
        "Spark ML's Python API spells its attributes with underscores, as Python code does."
    )
    principle = (
        "Spark ML's Python classes keep the camelCase names of the Scala API, for parameters as "
        "for results: `bestModel`, `avgMetrics`, `numFolds`."
    )
    hint = "Which spelling do the other names in this Spark code have?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidatorModel.html"
    breaks = Raises("AttributeError", match=r"has no attribute 'best_model'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import TrainValidationSplit
            tvs = TrainValidationSplit(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            tvs_model = tvs.fit(train_df)
            best_model = tvs_model.bestModel
            """,
            after="""
            from pyspark.ml.tuning import TrainValidationSplit
            tvs = TrainValidationSplit(estimator=lr, estimatorParamMaps=grid, evaluator=evaluator)
            tvs_model = tvs.fit(train_df)
            best_model = tvs_model.best_model
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import tuning
            cv = tuning.CrossValidator().setEstimator(lr).setEstimatorParamMaps(grid)
            scored = cv.setEvaluator(evaluator).fit(train_df).bestModel.transform(test_df)
            """,
            after="""
            from pyspark.ml import tuning
            cv = tuning.CrossValidator().setEstimator(lr).setEstimatorParamMaps(grid)
            scored = cv.setEvaluator(evaluator).fit(train_df).best_model.transform(test_df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mylib.search import CrossValidator
            best_model = CrossValidator().fit(train_df).bestModel
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
            yield node.with_changes(attr=cst.Name("best_model"))
