"""Gives MirroredStrategyRunner's `run` the arguments of the function by position.

TorchDistributor's `run` takes them so. This one hands on keywords only: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

RUN = "spark_tensorflow_distributor.MirroredStrategyRunner.run"


class PositionalTrainingArguments(Mutator):
    id = "positional-training-arguments"
    title = "Positional arguments after the function"
    misconception = "Every distributor's `run` hands on positional arguments to the function."
    principle = (
        "MirroredStrategyRunner's `run` takes the function and then keyword arguments alone. "
        "TorchDistributor's `run` takes positional ones, too."
    )
    hint = "How does `run` know which arguments are its own and which are the function's?"
    docs = "https://github.com/tensorflow/ecosystem/tree/master/spark/spark-tensorflow-distributor"
    breaks = Raises("TypeError", match=r"takes 2 positional arguments but \d+ were given")
    applies = [
        Applies(
            before="""
            from spark_tensorflow_distributor import MirroredStrategyRunner
            weights = MirroredStrategyRunner(num_slots=8).run(train, rate=0.01, epochs=3)
            """,
            after="""
            from spark_tensorflow_distributor import MirroredStrategyRunner
            weights = MirroredStrategyRunner(num_slots=8).run(train, 0.01, 3)
            """,
        ),
        Applies(
            before="""
            import spark_tensorflow_distributor as std
            runner = std.MirroredStrategyRunner(num_slots=2, use_gpu=False)
            runner.run(
                fit_model, epochs=len(plan)
            )
            """,
            after="""
            import spark_tensorflow_distributor as std
            runner = std.MirroredStrategyRunner(num_slots=2, use_gpu=False)
            runner.run(
                fit_model, len(plan)
            )
            """,
        ),
    ]
    leaves = [
        # There it would work.
        Leaves(
            """
            from pyspark.ml.torch.distributor import TorchDistributor
            TorchDistributor(num_processes=2).run(train, rate=0.01)
            """
        ),
        Leaves(
            """
            from spark_tensorflow_distributor import MirroredStrategyRunner
            MirroredStrategyRunner(num_slots=8).run(train)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, RUN) or len(node.args) < 2:
            return
        first, *others = node.args
        if first.keyword is not None or any(not arg.keyword or arg.star for arg in others):
            return
        unnamed = [
            arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT) for arg in others
        ]
        yield node.with_changes(args=[first, *unnamed])
