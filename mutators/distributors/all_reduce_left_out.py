"""Leaves out `all_reduce` behind a number that each process computed for itself.

The number looks like that of the whole training. It is of one process's share: nothing raises, and
what `run` returns is the first process's.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator


class AllReduceLeftOut(Mutator):
    id = "all-reduce-left-out"
    title = "A number of one process"
    misconception = "What a distributor returns is put together from all processes."
    principle = (
        "`run` returns what the process of rank 0 returned. Sums and means over all of them have "
        "to be made before, with a collective such as `all_reduce`."
    )
    hint = "How many rows went into this number, and into the one of the other process?"
    docs = "https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import torch.distributed as dist

            def validate():
                loss = total_loss()
                dist.all_reduce(loss)
                return loss.item()
            """,
            after="""
            import torch.distributed as dist

            def validate():
                loss = total_loss()
                return loss.item()
            """,
        ),
        Applies(
            before="""
            import torch

            def train(rows):
                seen = torch.tensor(0)
                for batch in share(rows):
                    seen += len(batch)
                torch.distributed.all_reduce(seen, op=torch.distributed.ReduceOp.SUM)
                return seen.item()
            """,
            after="""
            import torch

            def train(rows):
                seen = torch.tensor(0)
                for batch in share(rows):
                    seen += len(batch)
                return seen.item()
            """,
        ),
    ]
    leaves = [
        # The handle of an asynchronous reduction is waited for.
        Leaves(
            """
            import torch.distributed as dist

            def validate():
                loss = total_loss()
                work = dist.all_reduce(loss, async_op=True)
                work.wait()
            """
        ),
        Leaves(
            """
            def validate():
                loss = total_loss()
                comm.all_reduce(loss)
                return loss
            """
        ),
    ]

    def mutate_IndentedBlock(self, node: cst.IndentedBlock) -> Iterator[cst.IndentedBlock]:
        if len(node.body) < 2:
            return
        for statement in node.body:
            if (
                isinstance(statement, cst.SimpleStatementLine)
                and isinstance(call := getattr(statement.body[0], "value", None), cst.Call)
                and isinstance(statement.body[0], cst.Expr)
                and self.calls(call, "torch.distributed.all_reduce")
            ):
                body = [each for each in node.body if each is not statement]
                yield node.with_changes(body=body)
