"""Returns a dictionary to `fmin` without the status of the trial.

The loss is all that the search needs. A dictionary must say as well whether the trial went well:
a KeyError for 'status'.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class StatusLeftOut(Mutator):
    id = "status-left-out"
    title = "A result without its status"
    misconception = "A dictionary with the loss is a complete result of a trial."
    principle = (
        "An objective returns either the loss alone, as a number, or a dictionary that holds both "
        "`loss` and `status`, mostly `STATUS_OK`."
    )
    hint = "How does `fmin` tell a trial that failed from one that succeeded?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/minimizing_functions/"
    breaks = Raises("KeyError", match=r"status")
    applies = [
        Applies(
            before="""
            from hyperopt import STATUS_OK, fmin, tpe

            def objective(params):
                return {"loss": loss_of(params), "status": STATUS_OK}

            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            """,
            after="""
            from hyperopt import STATUS_OK, fmin, tpe

            def objective(params):
                return {"loss": loss_of(params)}

            best = fmin(objective, space, algo=tpe.suggest, max_evals=8)
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho

            def train(params):
                result = {
                    "status": ho.STATUS_OK,
                    "loss": -score(params),
                }
                return result

            best = ho.fmin(fn=train, space=space, algo=ho.tpe.suggest, trials=ho.Trials())
            """,
            after="""
            import hyperopt as ho

            def train(params):
                result = {
                    "loss": -score(params),
                }
                return result

            best = ho.fmin(fn=train, space=space, algo=ho.tpe.suggest, trials=ho.Trials())
            """,
        ),
    ]
    leaves = [
        # On the workers the trial fails, and nothing says why.
        Leaves(
            """
            from hyperopt import STATUS_OK, SparkTrials, fmin, tpe

            def objective(params):
                return {"loss": loss_of(params), "status": STATUS_OK}

            best = fmin(objective, space, algo=tpe.suggest, trials=SparkTrials())
            """
        ),
        Leaves(
            """
            def health():
                return {"loss": 0, "status": "ok"}
            """
        ),
    ]

    def mutate_Dict(self, node: cst.Dict) -> Iterator[cst.Dict]:
        status = next((each for each in node.elements if _key(each) == "status"), None)
        if (
            status is None
            or not any(_key(each) == "loss" for each in node.elements)
            or not self.inside(node, cst.FunctionDef)
            or not any(self.calls(call, "hyperopt.fmin") for call in self.program.calls)
            or any(self.calls(call, "hyperopt.SparkTrials") for call in self.program.calls)
        ):
            return
        elements = [each for each in node.elements if each is not status]
        if node.elements[-1] is status:
            elements[-1] = elements[-1].with_changes(comma=status.comma)
        yield node.with_changes(elements=elements)


def _key(element: cst.BaseDictElement) -> object:
    if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
        return element.key.evaluated_value
    return None
