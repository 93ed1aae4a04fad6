"""Gives a tuner its grid as `param_grid`.

That is the keyword of scikit-learn's GridSearchCV, and the builder is called ParamGridBuilder.
CrossValidator and TrainValidationSplit have no such parameter: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class ParamGridKeyword(Mutator):
    id = "param-grid-keyword"
    title = "param_grid instead of estimatorParamMaps"
    misconception = "The grid of a tuner is handed over as `param_grid`, as in scikit-learn."
    principle = (
        "What ParamGridBuilder builds is a list of param maps for the estimator, and the tuner's "
        "parameter is named after that: `estimatorParamMaps`."
    )
    hint = "What does `build()` return, and which parameter of the tuner is named after it?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidator.html"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'param_grid'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                estimatorParamMaps=grid,
                evaluator=evaluator,
            )
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                param_grid=grid,
                evaluator=evaluator,
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as t
            tvs = t.TrainValidationSplit(evaluator=e, estimatorParamMaps=[{lr.maxIter: 5}])
            """,
            after="""
            import pyspark.ml.tuning as t
            tvs = t.TrainValidationSplit(evaluator=e, param_grid=[{lr.maxIter: 5}])
            """,
        ),
    ]
    leaves = [
        Leaves("cv = CrossValidator(estimator=pipeline, estimatorParamMaps=grid)"),
        Leaves(
            """
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator().setEstimatorParamMaps(grid)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(
            node, "pyspark.ml.tuning.CrossValidator", "pyspark.ml.tuning.TrainValidationSplit"
        ):
            renamed = rename_keyword(node, "estimatorParamMaps", "param_grid")
            if renamed:
                yield renamed
