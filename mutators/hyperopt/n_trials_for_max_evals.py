"""Tells `fmin` the number of trials in the words of Optuna.

Both libraries speak of trials. `fmin` counts evaluations: a TypeError for the unknown argument.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class NTrialsForMaxEvals(Mutator):
    id = "n-trials-for-max-evals"
    title = "n_trials instead of max_evals"
    misconception = "The number of trials of a search is called `n_trials` in every library."
    principle = (
        "Hyperopt's `fmin` takes the number of parameter sets to try as `max_evals`. `n_trials` "
        "belongs to Optuna's `study.optimize`."
    )
    hint = "Which library's search is this, and what does it count?"
    docs = "https://docs.databricks.com/en/machine-learning/automl-hyperparam-tuning/hyperopt-concepts.html"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'n_trials'")
    applies = [
        Applies(
            before="""
            from hyperopt import fmin, tpe
            best = fmin(fn=objective, space=space, algo=tpe.suggest, max_evals=16)
            """,
            after="""
            from hyperopt import fmin, tpe
            best = fmin(fn=objective, space=space, algo=tpe.suggest, n_trials=16)
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho
            best = ho.fmin(
                objective,
                space,
                ho.tpe.suggest,
                max_evals=len(grid),
                trials=ho.Trials(),
            )
            """,
            after="""
            import hyperopt as ho
            best = ho.fmin(
                objective,
                space,
                ho.tpe.suggest,
                n_trials=len(grid),
                trials=ho.Trials(),
            )
            """,
        ),
    ]
    leaves = [
        Leaves("study.optimize(objective, n_trials=16)"),
        Leaves("best = search.fmin(objective, max_evals=16)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "hyperopt.fmin"):
            renamed = rename_keyword(node, "max_evals", "n_trials")
            if renamed:
                yield renamed
