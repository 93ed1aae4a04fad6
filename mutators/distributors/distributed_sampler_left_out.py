"""Leaves the DistributedSampler out of a DataLoader.

Several processes train, so the work seems to be shared. Each of them has a loader of its own over
all the rows: nothing raises, and the same rows are gone through in each.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

LOADERS = ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader")
SAMPLERS = (
    "torch.utils.data.DistributedSampler",
    "torch.utils.data.distributed.DistributedSampler",
)


class DistributedSamplerLeftOut(Mutator):
    id = "distributed-sampler-left-out"
    title = "A DataLoader without its share"
    misconception = "The rows are shared out among the processes by whoever starts them."
    principle = (
        "Every process runs the same function over the same data. Only a `DistributedSampler` "
        "gives each its own share; without one, n processes do the same work n times."
    )
    hint = "What does the loader of the second process know that that of the first does not?"
    docs = "https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler"
    seen = "https://github.com/clovaai/voxceleb_trainer/issues/98"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from torch.utils.data import DataLoader, DistributedSampler

            def train(data):
                sampler = DistributedSampler(data, shuffle=False)
                loader = DataLoader(data, batch_size=8, sampler=sampler)
            """,
            after="""
            from torch.utils.data import DataLoader, DistributedSampler

            def train(data):
                sampler = DistributedSampler(data, shuffle=False)
                loader = DataLoader(data, batch_size=8)
            """,
        ),
        Applies(
            before="""
            import torch.utils.data as tud

            def train(data):
                for batch in tud.DataLoader(
                    data,
                    sampler=tud.distributed.DistributedSampler(data),
                    batch_size=8,
                ):
                    step(batch)
            """,
            after="""
            import torch.utils.data as tud

            def train(data):
                for batch in tud.DataLoader(
                    data,
                    batch_size=8,
                ):
                    step(batch)
            """,
        ),
    ]
    leaves = [
        # Another sampler has another purpose.
        Leaves(
            """
            from torch.utils.data import DataLoader, WeightedRandomSampler
            loader = DataLoader(data, sampler=WeightedRandomSampler(weights, 10))
            """
        ),
        Leaves("loader = DataLoader(data, sampler=DistributedSampler(data))"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        sampler = argument(node, "sampler")
        if (
            sampler
            and self.calls(node, *LOADERS)
            and self.calls(self.program.value_of(sampler.value) or sampler.value, *SAMPLERS)
        ):
            yield without_argument(node, sampler)
