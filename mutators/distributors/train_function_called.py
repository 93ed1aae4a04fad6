"""Calls the training function where it should be handed to TorchDistributor.

That is how a function is used. It runs on the driver, alone and before `run`, and finds no process
group to join: a ValueError.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

TORCH = "pyspark.ml.torch.distributor.TorchDistributor"


class TrainFunctionCalled(Mutator):
    id = "train-function-called"
    title = "The training function called, not handed over"
    misconception = "`run` takes the result of the training function with its arguments."
    principle = (
        "`run` takes the function itself and, after it, the function's arguments. It is called in "
        "each of the processes that were started for it, where the others can be found."
    )
    hint = "In which process is this function called, and when?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.torch.distributor.TorchDistributor.html"
    breaks = Raises("ValueError", match=r"environment variable RANK expected")
    applies = [
        Applies(
            before="""
            import torch.distributed as dist
            from pyspark.ml.torch.distributor import TorchDistributor

            def train(rate):
                dist.init_process_group("gloo")

            TorchDistributor(num_processes=2, use_gpu=False).run(train, 0.1)
            """,
            after="""
            import torch.distributed as dist
            from pyspark.ml.torch.distributor import TorchDistributor

            def train(rate):
                dist.init_process_group("gloo")

            TorchDistributor(num_processes=2, use_gpu=False).run(train(0.1))
            """,
        ),
        Applies(
            before="""
            from pyspark.ml.torch import distributor as d

            def main(epochs):
                import torch
                torch.distributed.init_process_group(backend="gloo")

            runner = d.TorchDistributor(4, local_mode=False, use_gpu=False)
            result = runner.run(train_object=main, epochs=3)
            """,
            after="""
            from pyspark.ml.torch import distributor as d

            def main(epochs):
                import torch
                torch.distributed.init_process_group(backend="gloo")

            runner = d.TorchDistributor(4, local_mode=False, use_gpu=False)
            result = runner.run(train_object=main(epochs=3))
            """,
        ),
    ]
    leaves = [
        # A script, which cannot be called.
        Leaves(
            """
            from pyspark.ml.torch.distributor import TorchDistributor
            TorchDistributor(num_processes=2, use_gpu=False).run("train.py", "--epochs", "3")
            """
        ),
        Leaves(
            """
            def train(rate):
                dist.init_process_group("gloo")

            executor.run(train, 0.1)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        function = argument(node, "train_object", 0)
        if (
            function
            and function is node.args[0]
            and isinstance(function.value, cst.Name)
            and self.calls(node, f"{TORCH}.run")
            and self._joins_group(function.value.value)
        ):
            called = cst.Call(function.value, [*node.args[1:]])
            args = [function.with_changes(value=called, comma=cst.MaybeSentinel.DEFAULT)]
            yield node.with_changes(args=args, whitespace_before_args=cst.SimpleWhitespace(""))

    def _joins_group(self, name: str) -> bool:
        """Whether a function makes itself part of a group of processes."""
        joining = m.Call(
            func=m.Name("init_process_group") | m.Attribute(attr=m.Name("init_process_group"))
        )
        return any(
            m.findall(function, joining)
            for function in m.findall(self.program.module, m.FunctionDef(name=m.Name(name)))
        )
