"""Leaves out `use_gpu=False` where there are no GPUs.

CPUs are what every machine has. The distributors are made for GPUs and look for them unless told
not to: an error at once.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

DISTRIBUTORS = (
    "pyspark.ml.torch.distributor.TorchDistributor",
    "spark_tensorflow_distributor.MirroredStrategyRunner",
)


class UseGpuLeftOut(Mutator):
    id = "use-gpu-left-out"
    title = "use_gpu left out on CPUs"
    misconception = "Without `use_gpu` a distributor trains on the CPUs."
    principle = (
        "`use_gpu` is true unless it is given, in TorchDistributor as in MirroredStrategyRunner. "
        "On machines without GPUs it has to be `use_gpu=False`."
    )
    hint = "For which kind of hardware were these classes made in the first place?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
    breaks = Raises("Exception", match=r"(?i)gpu|CUDA")
    applies = [
        Applies(
            before="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True, use_gpu=False)
            """,
            after="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml.torch import distributor as d
            d.TorchDistributor(
                4,
                use_gpu=False,
                local_mode=False,
            ).run(train)
            """,
            after="""
            from pyspark.ml.torch import distributor as d
            d.TorchDistributor(
                4,
                local_mode=False,
            ).run(train)
            """,
        ),
        Applies(
            before="""
            import spark_tensorflow_distributor as std
            std.MirroredStrategyRunner(num_slots=2, use_gpu=False).run(train)
            """,
            after="""
            import spark_tensorflow_distributor as std
            std.MirroredStrategyRunner(num_slots=2).run(train)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True, use_gpu=True)
            """
        ),
        Leaves(
            """
            from mylib import TorchDistributor
            distributor = TorchDistributor(num_processes=2, use_gpu=False)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        use_gpu = argument(node, "use_gpu")
        if (
            use_gpu
            and isinstance(use_gpu.value, cst.Name)
            and use_gpu.value.value == "False"
            and self.calls(node, *DISTRIBUTORS)
        ):
            yield without_argument(node, use_gpu)
