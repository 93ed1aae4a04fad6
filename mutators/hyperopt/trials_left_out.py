"""Creates a `Trials` object and does not give it to `fmin`.

The search works without one, and returns the best parameters. The object never hears of it: the
question for its best trial raises AllTrialsFailed.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

TRIALS = ("hyperopt.SparkTrials", "hyperopt.Trials")


class TrialsLeftOut(Mutator):
    id = "trials-left-out"
    title = "fmin without the trials object"
    misconception = "A `Trials` object records every search that is run after it was created."
    principle = (
        "`fmin` records into the object that it is given as `trials`, and runs where that says, "
        "on the driver or on Spark. Without it the record is thrown away."
    )
    hint = "How could this object know of the search?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/minimizing_functions/"
    breaks = Raises("AllTrialsFailed")
    applies = [
        Applies(
            before="""
            from hyperopt import Trials, fmin, tpe
            trials = Trials()
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8, trials=trials)
            print(trials.best_trial["result"])
            """,
            after="""
            from hyperopt import Trials, fmin, tpe
            trials = Trials()
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            print(trials.best_trial["result"])
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho
            runs = ho.SparkTrials(parallelism=2)
            ho.fmin(
                train,
                space,
                ho.rand.suggest,
                trials=runs,
                max_evals=8,
            )
            lowest = runs.best_trial["result"]["loss"]
            """,
            after="""
            import hyperopt as ho
            runs = ho.SparkTrials(parallelism=2)
            ho.fmin(
                train,
                space,
                ho.rand.suggest,
                max_evals=8,
            )
            lowest = runs.best_trial["result"]["loss"]
            """,
        ),
    ]
    leaves = [
        # Nobody asks it anything.
        Leaves(
            """
            from hyperopt import Trials, fmin, tpe
            trials = Trials()
            best = fmin(objective, space, algo=tpe.suggest, max_evals=8, trials=trials)
            """
        ),
        Leaves(
            """
            trials = Trials()
            best = fmin(objective, space, trials=trials)
            print(trials.best_trial)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        trials = argument(node, "trials")
        if (
            trials
            and isinstance(trials.value, cst.Name)
            and self.calls(node, "hyperopt.fmin")
            and self.is_a(trials.value, *TRIALS)
            and m.findall(
                self.program.module,
                m.Attribute(value=m.Name(trials.value.value), attr=m.Name("best_trial")),
            )
        ):
            yield without_argument(node, trials)
