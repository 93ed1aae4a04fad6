"""Gives `fmin` the module of the algorithm, not its function.

`algo=tpe` reads well. The module is no function: "'module' object is not callable".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value

ALGORITHMS = ("hyperopt.anneal", "hyperopt.atpe", "hyperopt.rand", "hyperopt.tpe")


class ModuleForSuggest(Mutator):
    id = "module-for-suggest"
    title = "The algorithm without suggest"
    misconception = "The search algorithm is chosen by its name: `algo=tpe`."
    principle = (
        "`algo` takes a function that suggests the next parameters: `tpe.suggest` for the Bayesian "
        "search, `rand.suggest` for the random one. `tpe` itself is a module."
    )
    hint = "What has `fmin` to do with `algo` before each trial?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/minimizing_functions/"
    breaks = Raises("TypeError", match=r"'module' object is not callable")
    applies = [
        Applies(
            before="""
            from hyperopt import fmin, tpe
            best = fmin(fn=objective, space=space, algo=tpe.suggest, max_evals=16)
            """,
            after="""
            from hyperopt import fmin, tpe
            best = fmin(fn=objective, space=space, algo=tpe, max_evals=16)
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho
            best = ho.fmin(objective, space, ho.rand.suggest, 16)
            """,
            after="""
            import hyperopt as ho
            best = ho.fmin(objective, space, ho.rand, 16)
            """,
        ),
    ]
    leaves = [
        # Under a name of its own.
        Leaves(
            """
            from hyperopt import fmin
            from hyperopt.tpe import suggest
            best = fmin(fn=objective, space=space, algo=suggest, max_evals=16)
            """
        ),
        Leaves("value = trial.suggest(tpe.suggest, 16)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        algo = argument(node, "algo", 2)
        if (
            algo
            and self.calls(node, "hyperopt.fmin")
            and isinstance(algo.value, cst.Attribute)
            and algo.value.attr.value == "suggest"
            and self.qualified_name(algo.value.value) in ALGORITHMS
        ):
            yield replace_value(node, algo, algo.value.value)
