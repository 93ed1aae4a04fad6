"""Tells MirroredStrategyRunner the number of its tasks as `num_processes`.

That is what TorchDistributor calls them, and what is said of both. Here it is a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword

RUNNER = "spark_tensorflow_distributor.MirroredStrategyRunner"


class NumProcessesForNumSlots(Mutator):
    id = "num-processes-for-num-slots"
    title = "num_processes of MirroredStrategyRunner"
    misconception = "MirroredStrategyRunner takes the same arguments as TorchDistributor."
    principle = (
        "MirroredStrategyRunner, of the package spark-tensorflow-distributor, takes `num_slots`: "
        "the GPUs or Spark tasks that train. `num_processes` belongs to TorchDistributor."
    )
    hint = "What does each of the two classes count, processes or places in the cluster?"
    docs = "https://github.com/tensorflow/ecosystem/tree/master/spark/spark-tensorflow-distributor"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'num_processes'")
    applies = [
        Applies(
            before="""
            from spark_tensorflow_distributor import MirroredStrategyRunner
            runner = MirroredStrategyRunner(num_slots=8, use_gpu=True)
            """,
            after="""
            from spark_tensorflow_distributor import MirroredStrategyRunner
            runner = MirroredStrategyRunner(num_processes=8, use_gpu=True)
            """,
        ),
        Applies(
            before="""
            import spark_tensorflow_distributor as std
            std.MirroredStrategyRunner(
                local_mode=True, num_slots=slots
            ).run(train)
            """,
            after="""
            import spark_tensorflow_distributor as std
            std.MirroredStrategyRunner(
                local_mode=True, num_processes=slots
            ).run(train)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.torch.distributor import TorchDistributor
            TorchDistributor(num_processes=2, local_mode=True)
            """
        ),
        Leaves("Pool(num_slots=8)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, RUNNER):
            renamed = rename_keyword(node, "num_slots", "num_processes")
            if renamed:
                yield renamed
