"""Gives `fmin` a number as its random state.

Scikit-learn takes a number everywhere. Hyperopt takes NumPy's generator and asks it for numbers:
"'int' object has no attribute 'integers'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class NumberForRstate(Mutator):
    id = "number-for-rstate"
    title = "A number as the random state of fmin"
    misconception = "A random state can be given as a number, as scikit-learn takes it."
    principle = (
        "`fmin` draws its numbers from the generator that it gets as `rstate`, "
        "`np.random.default_rng(seed)`. Before Hyperopt 0.2.7 it was a `RandomState`."
    )
    hint = "Who draws the random numbers, and can a plain integer do that?"
    docs = "https://github.com/hyperopt/hyperopt/blob/master/hyperopt/fmin.py"
    seen = "https://github.com/hyperopt/hyperopt/issues/838"
    breaks = Raises("AttributeError", match=r"has no attribute 'integers'")
    applies = [
        Applies(
            before="""
            import numpy as np
            from hyperopt import fmin, tpe
            best = fmin(objective, space, algo=tpe.suggest, rstate=np.random.default_rng(7))
            """,
            after="""
            import numpy as np
            from hyperopt import fmin, tpe
            best = fmin(objective, space, algo=tpe.suggest, rstate=7)
            """,
        ),
        Applies(
            before="""
            from numpy.random import default_rng
            import hyperopt as ho
            best = ho.fmin(
                fn=objective,
                space=space,
                algo=ho.tpe.suggest,
                rstate=default_rng(seed=42),
                max_evals=8,
            )
            """,
            after="""
            from numpy.random import default_rng
            import hyperopt as ho
            best = ho.fmin(
                fn=objective,
                space=space,
                algo=ho.tpe.suggest,
                rstate=42,
                max_evals=8,
            )
            """,
        ),
    ]
    leaves = [
        # A generator from elsewhere.
        Leaves(
            """
            from hyperopt import fmin, tpe
            best = fmin(objective, space, algo=tpe.suggest, rstate=generator)
            """
        ),
        Leaves(
            """
            import numpy as np
            model = build(rstate=np.random.default_rng(7))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        state = argument(node, "rstate", 7)
        if state is None or not self.calls(node, "hyperopt.fmin"):
            return
        made = state.value
        if isinstance(made, cst.Call) and self.calls(made, "numpy.random.default_rng"):
            seed = argument(made, "seed", 0)
            if seed and isinstance(seed.value, cst.Integer):
                yield replace_value(node, state, seed.value)
