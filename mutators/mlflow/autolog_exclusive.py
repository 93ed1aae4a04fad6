"""Turns autologging on with `exclusive=True` and starts the run by hand.

It sounds as if autologging were to have the run for itself. It means that autologging keeps away
from runs that the program started. Nothing is raised, and the run holds nothing of the training.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

_EXCLUSIVE = cst.Arg(
    cst.Name("True"),
    keyword=cst.Name("exclusive"),
    equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
)


class AutologExclusive(Mutator):
    id = "autolog-exclusive"
    title = "autolog with exclusive=True beside start_run"
    misconception = "With `exclusive=True` autologging alone decides what the active run holds."
    principle = (
        "With `exclusive=True` autologging logs to runs of its own only, never to a run that "
        "`start_run` opened. Leave it out to have both in one run."
    )
    hint = "Whose runs does autologging write to with this setting?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.autolog"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.sklearn.autolog(log_models=False)
                model.fit(X_train, y_train)
            """,
            after="""
            import mlflow
            with mlflow.start_run() as run:
                mlflow.sklearn.autolog(log_models=False, exclusive=True)
                model.fit(X_train, y_train)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.autolog()
            with mf.start_run(run_name="tree"):
                tree = DecisionTreeClassifier().fit(X, y)
            """,
            after="""
            import mlflow as mf
            mf.autolog(exclusive=True)
            with mf.start_run(run_name="tree"):
                tree = DecisionTreeClassifier().fit(X, y)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.autolog()
            model.fit(X_train, y_train)
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.autolog(disable=True)
            mlflow.sklearn.autolog(exclusive=False)
            with mlflow.start_run():
                model.fit(X_train, y_train)
            """
        ),
        Leaves(
            """
            tracker.autolog()
            with tracker.start_run():
                model.fit(X_train, y_train)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            self.calls(node, "mlflow.autolog", "mlflow.lightgbm.autolog", "mlflow.sklearn.autolog")
            and not any(arg.star for arg in node.args)
            and argument(node, "exclusive") is None
            and argument(node, "disable") is None
            and self._fits_in_a_run()
        ):
            yield node.with_changes(args=[*node.args, _EXCLUSIVE])

    def _fits_in_a_run(self) -> bool:
        """Whether a model is trained in the with-block of a run."""
        for call in self.program.calls:
            if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "fit":
                continue
            for around in self.program.ancestors(call):
                if isinstance(around, cst.With) and any(
                    self.calls(item.item, "mlflow.start_run") for item in around.items
                ):
                    return True
        return False
