"""Takes `trainRatio` for the share of the validation rows.

scikit-learn's splits are told the size of the part held back. `trainRatio` is the other part:
nothing raises, and every candidate is fitted on a few rows only.
"""

from collections.abc import Iterator
from decimal import Decimal

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value

TUNER = "pyspark.ml.tuning.TrainValidationSplit"


class TrainRatioAsValidationShare(Mutator):
    id = "train-ratio-as-validation-share"
    title = "trainRatio taken for the validation share"
    misconception = "The ratio of a train-validation split is the share of rows held back."
    principle = (
        "`trainRatio` is the share of rows on which each candidate is fitted; the rest is held "
        "back to compare the candidates."
    )
    hint = "Which part of the rows is named by the parameter, and how large should it be?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html#train-validation-split"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import TrainValidationSplit
            tvs = TrainValidationSplit(
                estimator=lr,
                trainRatio=0.8,
                seed=7,
            )
            """,
            after="""
            from pyspark.ml.tuning import TrainValidationSplit
            tvs = TrainValidationSplit(
                estimator=lr,
                trainRatio=0.2,
                seed=7,
            )
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import tuning
            tvs = tuning.TrainValidationSplit(estimator=lr).setTrainRatio(0.75)
            """,
            after="""
            from pyspark.ml import tuning
            tvs = tuning.TrainValidationSplit(estimator=lr).setTrainRatio(0.25)
            """,
        ),
    ]
    leaves = [
        # Half and half: both readings are the same.
        Leaves(
            """
            from pyspark.ml.tuning import TrainValidationSplit
            tvs = TrainValidationSplit(estimator=lr, trainRatio=0.5)
            """
        ),
        Leaves("tvs = TrainValidationSplit(estimator=lr, trainRatio=0.8)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, TUNER):
            ratio = argument(node, "trainRatio")
        elif self.calls(node, f"{TUNER}.setTrainRatio"):
            ratio = argument(node, "value", 0)
        else:
            return
        if ratio and isinstance(ratio.value, cst.Float) and 0.5 < ratio.value.evaluated_value < 1:
            rest = str(1 - Decimal(ratio.value.value))
            yield replace_value(node, ratio, ratio.value.with_changes(value=rest))
