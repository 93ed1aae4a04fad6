"""Spells TorchDistributor's arguments as DeepspeedTorchDistributor's are.

Both come with pyspark and do nearly the same, but one writes its arguments with underscores and the
other as Spark ML's parameters are written. The wrong spelling is a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword

NAMES = {"num_processes": "numProcesses", "local_mode": "localMode", "use_gpu": "useGpu"}


class CamelCaseArguments(Mutator):
    id = "camel-case-arguments"
    title = "TorchDistributor's arguments in camelCase"
    misconception = "Spark ML writes its parameters in camelCase, so its distributors do as well."
    principle = (
        "TorchDistributor's arguments have underscores: `num_processes`, `local_mode`, `use_gpu`. "
        "DeepspeedTorchDistributor, beside it, does write `localMode` and `useGpu`."
    )
    hint = "In which style are this distributor's arguments written?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
    breaks = Raises(
        "TypeError", match=r"unexpected keyword argument '(numProcesses|localMode|useGpu)'"
    )
    applies = [
        Applies(
            before="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(num_processes=2, local_mode=True)
            """,
            after="""
            from pyspark.ml.torch.distributor import TorchDistributor
            distributor = TorchDistributor(numProcesses=2, localMode=True)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.torch.distributor as d
            d.TorchDistributor(
                2, True, use_gpu=has_gpu
            ).run(train)
            """,
            after="""
            import pyspark.ml.torch.distributor as d
            d.TorchDistributor(
                2, True, useGpu=has_gpu
            ).run(train)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.deepspeed.deepspeed_distributor import DeepspeedTorchDistributor
            distributor = DeepspeedTorchDistributor(numGpus=2, localMode=True, useGpu=False)
            """
        ),
        Leaves(
            """
            from mylib import TorchDistributor
            distributor = TorchDistributor(local_mode=True, use_gpu=False)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "pyspark.ml.torch.distributor.TorchDistributor"):
            return
        changed = node
        for name, spelt in NAMES.items():
            changed = rename_keyword(changed, name, spelt) or changed
        if changed is not node:
            yield changed
