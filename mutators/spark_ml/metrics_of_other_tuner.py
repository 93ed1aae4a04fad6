"""Reads the metrics of a search under the name that the other tuner has for them.

The two tuners take nearly the same parameters. A cross-validation averages its metrics over the
folds, a single validation has nothing to average: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

OTHERS = {
    "pyspark.ml.tuning.CrossValidatorModel": ("avgMetrics", "validationMetrics"),
    "pyspark.ml.tuning.TrainValidationSplitModel": ("validationMetrics", "avgMetrics"),
}


class MetricsOfOtherTuner(Mutator):
    id = "metrics-of-other-tuner"
    title = "avgMetrics and validationMetrics"
    misconception = "Both kinds of search keep their metrics under the same name."
    principle = (
        "CrossValidatorModel has `avgMetrics`, averages over the folds. TrainValidationSplitModel "
        "has `validationMetrics`, from the one validation part. Each has one number per setting."
    )
    hint = "How many metrics does this search compute for each setting?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.TrainValidationSplitModel.html"
    breaks = Raises("AttributeError", match=r"has no attribute '(avgMetrics|validationMetrics)'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv_model = CrossValidator(estimator=lr, estimatorParamMaps=grid).fit(train_df)
            print(cv_model.avgMetrics)
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv_model = CrossValidator(estimator=lr, estimatorParamMaps=grid).fit(train_df)
            print(cv_model.validationMetrics)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import tuning as t
            search = t.TrainValidationSplit().setEstimator(lr).setTrainRatio(0.8)
            best = max(zip(search.fit(train_df).validationMetrics, grid))
            """,
            after="""
            from pyspark.ml import tuning as t
            search = t.TrainValidationSplit().setEstimator(lr).setTrainRatio(0.8)
            best = max(zip(search.fit(train_df).avgMetrics, grid))
            """,
        ),
    ]
    leaves = [
        Leaves("print(cv_model.avgMetrics)"),
        Leaves(
            """
            from mylib.tuning import CrossValidator
            print(CrossValidator(estimator=lr).fit(train_df).avgMetrics)
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        for model, (own, other) in OTHERS.items():
            if node.attr.value == own and self.is_a(node.value, model):
                yield node.with_changes(attr=cst.Name(other))
