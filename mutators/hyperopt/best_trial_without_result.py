"""Reads the loss of the best trial from the trial itself.

The objective returned it under that name. A trial is a record with many parts, and what the
objective returned is one of them, `result`: a KeyError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises

TRIALS = ("hyperopt.SparkTrials", "hyperopt.Trials")


class BestTrialWithoutResult(Mutator):
    id = "best-trial-without-result"
    title = "The loss looked for in the trial"
    misconception = "`best_trial` is what the objective returned for the best parameters."
    principle = (
        "`best_trial` is the record of a trial: its number, times, parameters and more. What the "
        "objective returned is in its `result`."
    )
    hint = "What does Hyperopt know about a trial beside what the objective returned?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/minimizing_functions/"
    breaks = Raises("KeyError", match=r"loss")
    applies = [
        Applies(
            before="""
            from hyperopt import Trials, fmin, tpe
            trials = Trials()
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8, trials=trials)
            lowest = trials.best_trial["result"]["loss"]
            """,
            after="""
            from hyperopt import Trials, fmin, tpe
            trials = Trials()
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8, trials=trials)
            lowest = trials.best_trial["loss"]
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho
            runs = ho.SparkTrials(parallelism=2)
            ho.fmin(train, space, ho.rand.suggest, 8, trials=runs)
            print(f"best: {-runs.best_trial['result']['loss']:.3f}")
            """,
            after="""
            import hyperopt as ho
            runs = ho.SparkTrials(parallelism=2)
            ho.fmin(train, space, ho.rand.suggest, 8, trials=runs)
            print(f"best: {-runs.best_trial['loss']:.3f}")
            """,
        ),
    ]
    leaves = [
        # AutoML's best trial is another object.
        Leaves('loss = summary.best_trial["result"]["loss"]'),
        Leaves(
            """
            from hyperopt import Trials
            trials = Trials()
            status = trials.best_trial["result"]["status"]
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Subscript]:
        result = node.value
        if (
            _key(node) == "loss"
            and isinstance(result, cst.Subscript)
            and _key(result) == "result"
            and isinstance(result.value, cst.Attribute)
            and result.value.attr.value == "best_trial"
            and self.is_a(result.value.value, *TRIALS)
        ):
            yield node.with_changes(value=result.value)


def _key(node: cst.Subscript) -> object:
    index = node.slice[0].slice
    if isinstance(index, cst.Index) and isinstance(index.value, cst.SimpleString):
        return index.value.evaluated_value
    return None
