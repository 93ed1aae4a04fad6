"""Returns a score to Hyperopt's `fmin` as it is.

The score is what is wanted, and `best` sounds as if it were the highest. `fmin` looks for the
lowest: nothing raises, and the worst parameters win.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument


class AccuracyAsLoss(Mutator):
    id = "accuracy-as-loss"
    title = "A score given to fmin as the loss"
    misconception = "`fmin` looks for the parameters with the best value of whatever is returned."
    principle = (
        "`fmin` minimises. A score of which more is better, such as accuracy or AUC, is returned "
        "with a minus, or the search ends at the worst parameters."
    )
    hint = "Which of two trials does `fmin` prefer, and would you?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/minimizing_functions/"
    seen = "https://github.com/hyperopt/hyperopt/issues/308"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from hyperopt import STATUS_OK, fmin, hp, tpe

            def objective(params):
                accuracy = fit(params).score(X, y)
                return {"loss": -accuracy, "status": STATUS_OK}

            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            """,
            after="""
            from hyperopt import STATUS_OK, fmin, hp, tpe

            def objective(params):
                accuracy = fit(params).score(X, y)
                return {"loss": accuracy, "status": STATUS_OK}

            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho

            def train(params):
                return -cross_val_score(build(params), X, y, scoring="f1").mean()

            best = ho.fmin(fn=train, space=space, algo=ho.rand.suggest, max_evals=8)
            """,
            after="""
            import hyperopt as ho

            def train(params):
                return cross_val_score(build(params), X, y, scoring="f1").mean()

            best = ho.fmin(fn=train, space=space, algo=ho.rand.suggest, max_evals=8)
            """,
        ),
    ]
    leaves = [
        # The function of another optimiser.
        Leaves(
            """
            def objective(trial):
                return -accuracy

            study.optimize(objective, n_trials=8)
            """
        ),
        # A loss is a loss already.
        Leaves(
            """
            from hyperopt import fmin, tpe

            def objective(params):
                return {"loss": mean_squared_error(y, predict(params)), "status": "ok"}

            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            """
        ),
    ]

    def mutate_UnaryOperation(self, node: cst.UnaryOperation) -> Iterator[cst.BaseExpression]:
        if not isinstance(node.operator, cst.Minus):
            return
        around = self.program.parent(node)
        is_loss = isinstance(around, cst.Return) or (
            isinstance(around, cst.DictElement)
            and isinstance(around.key, cst.SimpleString)
            and around.key.evaluated_value == "loss"
        )
        function = next(
            (each for each in self.program.ancestors(node) if isinstance(each, cst.FunctionDef)),
            None,
        )
        if is_loss and function is not None and self._is_minimised(function.name.value):
            yield node.expression

    def _is_minimised(self, function: str) -> bool:
        for call in self.program.calls:
            given = argument(call, "fn", 0)
            if (
                given
                and isinstance(given.value, cst.Name)
                and given.value.value == function
                and self.calls(call, "hyperopt.fmin", "hyperopt.fmin.fmin")
            ):
                return True
        return False
