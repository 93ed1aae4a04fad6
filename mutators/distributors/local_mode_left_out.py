"""Leaves out a distributor's `local_mode`.

A class that distributes is expected to do so unless told not to. TorchDistributor stays on the
driver by default, MirroredStrategyRunner leaves it: nothing raises, and all runs elsewhere.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

DEFAULTS = {
    "pyspark.ml.torch.distributor.TorchDistributor": "True",
    "spark_tensorflow_distributor.MirroredStrategyRunner": "False",
}


class LocalModeLeftOut(Mutator):
    id = "local-mode-left-out"
    title = "local_mode left out"
    misconception = "Without `local_mode` every distributor trains in the same place."
    principle = (
        "`local_mode` says whether training stays on the driver. TorchDistributor's default is "
        "True: workers take part only with `local_mode=False`. MirroredStrategyRunner's default "
        "is False: it trains on the workers."
    )
    hint = "On which machines do these processes run if nobody says so?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
    seen = "https://github.com/tensorflow/ecosystem/blob/master/spark/spark-tensorflow-distributor/spark_tensorflow_distributor/mirrored_strategy_runner.py"
    breaks = FailsCheck(match=r"driver")
    applies = [
        Applies(
            before="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=8, local_mode=False, use_gpu=True)
            """,
            after="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=8, use_gpu=True)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.torch.distributor as d
            d.TorchDistributor(
                local_mode=False,
                num_processes=2,
            ).run(train)
            """,
            after="""
            import pyspark.ml.torch.distributor as d
            d.TorchDistributor(
                num_processes=2,
            ).run(train)
            """,
        ),
        Applies(
            before="""
            from spark_tensorflow_distributor import MirroredStrategyRunner as Runner
            history = Runner(num_slots=1, local_mode=True, use_gpu=False).run(train)
            """,
            after="""
            from spark_tensorflow_distributor import MirroredStrategyRunner as Runner
            history = Runner(num_slots=1, use_gpu=False).run(train)
            """,
        ),
    ]
    leaves = [
        # What it is anyway.
        Leaves(
            """
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True, use_gpu=False)
            """
        ),
        Leaves(
            """
            from mylib import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=False)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        mode = argument(node, "local_mode")
        default = DEFAULTS.get(self.qualified_name(node.func) or "")
        if (
            mode
            and default
            and isinstance(mode.value, cst.Name)
            and mode.value.value in ("True", "False")
            and mode.value.value != default
        ):
            yield without_argument(node, mode)
