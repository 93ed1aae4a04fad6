"""Takes what `fmin` returns for the values of the best trial.

The dictionary has the names of the space. For an `hp.choice` it holds the position in the list of
options: nothing raises where the options are numbers too.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument


class IndexForChoice(Mutator):
    id = "index-for-choice"
    title = "The index of a choice for its value"
    misconception = "`fmin` returns the values that the best trial was run with."
    principle = (
        "For an `hp.choice`, `fmin` returns the index of the option. `space_eval(space, best)` "
        "turns the result into the values that the objective was called with."
    )
    hint = "What does the result of `fmin` hold if the options are not numbers but texts?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/minimizing_functions/"
    seen = "https://github.com/hyperopt/hyperopt/issues/322"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from hyperopt import fmin, hp, space_eval, tpe
            space = {"depth": hp.choice("depth", [5, 10, 20])}
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            params = space_eval(space, best)
            """,
            after="""
            from hyperopt import fmin, hp, space_eval, tpe
            space = {"depth": hp.choice("depth", [5, 10, 20])}
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            params = best
            """,
        ),
        Applies(
            before="""
            import hyperopt
            sizes = [16, 64]
            grid = dict(size=hyperopt.hp.choice("size", sizes), c=hyperopt.hp.uniform("c", 0, 1))
            best = hyperopt.fmin(fn=train, space=grid, algo=hyperopt.tpe.suggest, max_evals=8)
            model = build(**hyperopt.space_eval(space=grid, hp_assignment=best))
            """,
            after="""
            import hyperopt
            sizes = [16, 64]
            grid = dict(size=hyperopt.hp.choice("size", sizes), c=hyperopt.hp.uniform("c", 0, 1))
            best = hyperopt.fmin(fn=train, space=grid, algo=hyperopt.tpe.suggest, max_evals=8)
            model = build(**best)
            """,
        ),
    ]
    leaves = [
        # Without a choice both are the same.
        Leaves(
            """
            from hyperopt import fmin, hp, space_eval, tpe
            space = {"c": hp.uniform("c", 0, 1)}
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            params = space_eval(space, best)
            """
        ),
        # With texts as options the model would raise.
        Leaves(
            """
            from hyperopt import fmin, hp, space_eval, tpe
            space = {"criterion": hp.choice("criterion", ["gini", "entropy"])}
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            params = space_eval(space, best)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        best = argument(node, "hp_assignment", 1)
        if (
            best
            and self.calls(node, "hyperopt.space_eval", "hyperopt.fmin.space_eval")
            and self.calls(self.program.value_of(best.value), "hyperopt.fmin")
            and self._has_numbers_to_choose_from()
        ):
            yield best.value

    def _has_numbers_to_choose_from(self) -> bool:
        """Whether there are choices, and all options of all of them are numbers."""
        options = [
            argument(call, "options", 1)
            for call in self.program.calls
            if self.calls(call, "hyperopt.hp.choice")
        ]
        lists = [self.program.elements(each.value) if each else None for each in options]
        return bool(lists) and all(
            each and all(isinstance(option, cst.Integer) for option in each) for each in lists
        )
