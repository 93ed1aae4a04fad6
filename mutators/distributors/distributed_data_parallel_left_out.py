"""Trains the bare network in each process, without DistributedDataParallel.

The processes were started together by a distributor for training. Nobody makes them exchange
gradients: nothing raises, and each ends with a network that knows its own rows only.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

WRAPPERS = (
    "torch.nn.parallel.DistributedDataParallel",
    "torch.nn.parallel.distributed.DistributedDataParallel",
)


class DistributedDataParallelLeftOut(Mutator):
    id = "distributed-data-parallel-left-out"
    title = "A network without DistributedDataParallel"
    misconception = "Networks of processes that are started together are kept the same."
    principle = (
        "`DistributedDataParallel` averages the gradients of all processes in each backward pass. "
        "Without it, every process trains a network of its own on its share of the rows."
    )
    hint = "At which line do the processes hear of each other's gradients?"
    docs = "https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html"
    prerequisites = ["distributed-sampler-left-out"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import torch
            from torch.nn.parallel import DistributedDataParallel as DDP

            def train():
                torch.distributed.init_process_group("gloo")
                net = DDP(torch.nn.Linear(3, 1))
                for batch in loader:
                    step(net, batch)
            """,
            after="""
            import torch
            from torch.nn.parallel import DistributedDataParallel as DDP

            def train():
                torch.distributed.init_process_group("gloo")
                net = torch.nn.Linear(3, 1)
                for batch in loader:
                    step(net, batch)
            """,
        ),
        Applies(
            before="""
            from torch import nn

            def train(net):
                optimizer = sgd(nn.parallel.DistributedDataParallel(module=net).parameters())
            """,
            after="""
            from torch import nn

            def train(net):
                optimizer = sgd(net.parameters())
            """,
        ),
    ]
    leaves = [
        # The lines below need the wrapper.
        Leaves(
            """
            from torch.nn.parallel import DistributedDataParallel

            def train(net):
                net = DistributedDataParallel(net)
                return net.module.state_dict()
            """
        ),
        Leaves("net = DistributedDataParallel(net)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        network = argument(node, "module", 0)
        if (
            network
            and len(node.args) == 1
            and self.calls(node, *WRAPPERS)
            and ".module" not in self.program.source
        ):
            yield network.value
