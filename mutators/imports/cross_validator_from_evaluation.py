"""Imports the search over parameters from pyspark.ml.evaluation.

Cross-validation evaluates, people say. In Spark it is an estimator that tunes: "cannot import name
'CrossValidator' from 'pyspark.ml.evaluation'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module


class CrossValidatorFromEvaluation(Mutator):
    id = "cross-validator-from-evaluation"
    title = "A search over parameters from pyspark.ml.evaluation"
    misconception = "What tries parameters evaluates models, so it is with the evaluators."
    principle = (
        "`CrossValidator`, `TrainValidationSplit` and `ParamGridBuilder` choose parameters; they "
        "are in `pyspark.ml.tuning`. `pyspark.ml.evaluation` has the evaluators that they use."
    )
    hint = "Does this class compute a metric, or choose a model by one?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = Raises("ImportError", match=r"cannot import name '\w+' from 'pyspark\.ml\.evaluation'")
    applies = [
        Applies(
            before="from pyspark.ml.tuning import CrossValidator, ParamGridBuilder",
            after="from pyspark.ml.evaluation import CrossValidator, ParamGridBuilder",
        ),
        Applies(
            before="""
            from pyspark.ml.tuning import (
                TrainValidationSplit as Split,
            )
            split = Split(estimator=lr)
            """,
            after="""
            from pyspark.ml.evaluation import (
                TrainValidationSplit as Split,
            )
            split = Split(estimator=lr)
            """,
        ),
    ]
    leaves = [
        Leaves("from sklearn.model_selection import cross_validate"),
        Leaves("from pyspark.ml.evaluation import RegressionEvaluator"),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, _ = self.imported_from(node)
        if module == "pyspark.ml.tuning":
            yield with_module(node, "pyspark.ml.evaluation")
