"""Calls the training function where MirroredStrategyRunner's `run` wants the function.

Nothing in the function says that it is to run elsewhere, so the call works, on the driver. What it
returns is then called in its turn: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

RUN = "spark_tensorflow_distributor.MirroredStrategyRunner.run"


class ResultForTrainingFunction(Mutator):
    id = "result-for-training-function"
    title = "The training's result handed to the runner"
    misconception = "The call of the training function is written out in the parentheses of `run`."
    principle = (
        "`run` takes the function itself, and its arguments as keywords. It calls the function "
        "where the training is to take place, within a strategy that it makes."
    )
    hint = "Where has the training already taken place when `run` begins?"
    docs = "https://github.com/tensorflow/ecosystem/tree/master/spark/spark-tensorflow-distributor"
    breaks = Raises("TypeError", match=r"object is not callable")
    applies = [
        Applies(
            before="""
            from spark_tensorflow_distributor import MirroredStrategyRunner

            def train(rate):
                return build(rate).get_weights()

            weights = MirroredStrategyRunner(num_slots=1, local_mode=True).run(train, rate=0.01)
            """,
            after="""
            from spark_tensorflow_distributor import MirroredStrategyRunner

            def train(rate):
                return build(rate).get_weights()

            weights = MirroredStrategyRunner(num_slots=1, local_mode=True).run(train(rate=0.01))
            """,
        ),
        Applies(
            before="""
            import spark_tensorflow_distributor as std

            def main():
                return fit_model()

            runner = std.MirroredStrategyRunner(local_mode=True, num_slots=4)
            runner.run(train_fn=main)
            """,
            after="""
            import spark_tensorflow_distributor as std

            def main():
                return fit_model()

            runner = std.MirroredStrategyRunner(local_mode=True, num_slots=4)
            runner.run(train_fn=main())
            """,
        ),
    ]
    leaves = [
        # Another distributor, and a function that needs its group: another error.
        Leaves(
            """
            from pyspark.ml.torch.distributor import TorchDistributor

            def train(rate):
                dist.init_process_group("gloo")

            TorchDistributor(num_processes=2).run(train, 0.1)
            """
        ),
        # In tasks it is the task that fails, with another error.
        Leaves(
            """
            from spark_tensorflow_distributor import MirroredStrategyRunner

            def train():
                return fit_model()

            MirroredStrategyRunner(num_slots=2).run(train)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, RUN) or not node.args:
            return
        function = node.args[0]
        if (
            isinstance(function.value, cst.Name)
            and (function.keyword is None or function.keyword.value == "train_fn")
            and self._is_local(node)
        ):
            called = cst.Call(function.value, [*node.args[1:]])
            args = [function.with_changes(value=called, comma=cst.MaybeSentinel.DEFAULT)]
            yield node.with_changes(args=args, whitespace_before_args=cst.SimpleWhitespace(""))

    def _is_local(self, run: cst.Call) -> bool:
        """Whether the runner was made with `local_mode=True`."""
        if not isinstance(run.func, cst.Attribute):
            return False
        made = self.program.value_of(run.func.value) or run.func.value
        return isinstance(made, cst.Call) and any(
            arg.keyword is not None
            and arg.keyword.value == "local_mode"
            and isinstance(arg.value, cst.Name)
            and arg.value.value == "True"
            for arg in made.args
        )
