"""Calls `fit` on a distributor.

It stands in `pyspark.ml`, and estimators are fitted. A distributor only starts a function of
one's own in many processes: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method

DISTRIBUTORS = (
    "pyspark.ml.torch.distributor.TorchDistributor",
    "spark_tensorflow_distributor.MirroredStrategyRunner",
)


class FitForRun(Mutator):
    id = "fit-for-run"
    title = "fit on a distributor"
    misconception = "A distributor is an estimator, and is fitted as every estimator is."
    principle = (
        "A distributor trains nothing itself. Its `run` starts a training function in each of the "
        "processes and returns what the function of the first one returned."
    )
    hint = "Who holds the training loop here, the class or your function?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
    breaks = Raises("AttributeError", match=r"has no attribute 'fit'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True, use_gpu=False)
            model = distributor.run(train, 0.1)
            """,
            after="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True, use_gpu=False)
            model = distributor.fit(train, 0.1)
            """,
        ),
        Applies(
            before="""
            from spark_tensorflow_distributor import MirroredStrategyRunner as Runner
            weights = Runner(num_slots=4, use_gpu=False).run(train_fn)
            """,
            after="""
            from spark_tensorflow_distributor import MirroredStrategyRunner as Runner
            weights = Runner(num_slots=4, use_gpu=False).fit(train_fn)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import subprocess
            subprocess.run(["python", "train.py"])
            """
        ),
        Leaves("model = distributor.run(train)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, *(f"{each}.run" for each in DISTRIBUTORS)):
            renamed = rename_method(node, "fit")
            if renamed:
                yield renamed
