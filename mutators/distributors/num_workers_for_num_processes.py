"""Tells TorchDistributor the number of processes by another name.

Processes that train are called workers nearly everywhere: in Ray, in XGBoost's Spark estimators,
in PyTorch's own loader. Here it is a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class NumWorkersForNumProcesses(Mutator):
    id = "num-workers-for-num-processes"
    title = "num_workers of TorchDistributor"
    misconception = "The number of training processes is called `num_workers`."
    principle = (
        "TorchDistributor takes the number of its processes as `num_processes`: on the driver with "
        "`local_mode=True`, spread over the cluster's tasks with `local_mode=False`."
    )
    hint = "What is it that the distributor starts, with or without a cluster?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'num_workers'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True, use_gpu=False)
            """,
            after="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_workers=2, local_mode=True, use_gpu=False)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.torch.distributor as d
            d.TorchDistributor(
                local_mode=False, num_processes=len(hosts)
            ).run(train)
            """,
            after="""
            import pyspark.ml.torch.distributor as d
            d.TorchDistributor(
                local_mode=False, num_workers=len(hosts)
            ).run(train)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(2, local_mode=True, use_gpu=False)
            """
        ),
        Leaves(
            """
            from multiprocessing import Pool
            Pool(num_processes=2)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "pyspark.ml.torch.distributor.TorchDistributor"):
            renamed = rename_keyword(node, "num_processes", "num_workers")
            if renamed:
                yield renamed
