"""Gives `hp.loguniform` the bounds of the values themselves.

`hp.uniform` takes them so. This one takes the bounds of the logarithm: nothing raises, and 0.001 to
0.1 becomes a search from 1.001 to 1.105.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

LOGARITHMS = ("math.log", "numpy.log")


class BoundsForLoguniform(Mutator):
    id = "bounds-for-loguniform"
    title = "hp.loguniform with the bounds themselves"
    misconception = "`hp.loguniform` takes the smallest and the largest value to be tried."
    principle = (
        "`hp.loguniform(label, low, high)` draws `exp(uniform(low, high))`: both bounds are "
        "natural logarithms, `np.log(0.001)` for 0.001."
    )
    hint = "From which distribution is the exponent drawn, and what does that make of the bounds?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/search_spaces/"
    seen = "https://github.com/hyperopt/hyperopt/issues/216"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import numpy as np
            from hyperopt import hp
            space = {"rate": hp.loguniform("rate", np.log(0.001), np.log(0.1))}
            """,
            after="""
            import numpy as np
            from hyperopt import hp
            space = {"rate": hp.loguniform("rate", 0.001, 0.1)}
            """,
        ),
        Applies(
            before="""
            from math import log
            import hyperopt
            penalty = hyperopt.hp.qloguniform(label="penalty", low=log(1), high=log(500), q=5)
            """,
            after="""
            from math import log
            import hyperopt
            penalty = hyperopt.hp.qloguniform(label="penalty", low=1, high=500, q=5)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from hyperopt import hp
            space = {"rate": hp.loguniform("rate", -7, -2)}
            """
        ),
        # SciPy's takes the values.
        Leaves(
            """
            import numpy as np
            from scipy.stats import loguniform
            rates = loguniform(np.exp(np.log(0.001)), np.exp(np.log(0.1)))
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "hyperopt.hp.loguniform", "hyperopt.hp.qloguniform"):
            return
        args = []
        for arg in node.args:
            bound = arg.value
            if isinstance(bound, cst.Call) and self.calls(bound, *LOGARITHMS) and bound.args:
                arg = arg.with_changes(value=bound.args[0].value)
            args.append(arg)
        if sum(new is not old for new, old in zip(args, node.args, strict=True)) == 2:
            yield node.with_changes(args=args)
