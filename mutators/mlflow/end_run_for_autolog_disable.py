"""Ends the run in order to stop autologging.

`autolog` patched the library for the whole session. The next `fit` opens a run of its own and fills
it; nothing raises.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument


class EndRunForAutologDisable(Mutator):
    id = "end-run-for-autolog-disable"
    title = "end_run to stop autologging"
    misconception = "Autologging stops when the run ends that it logged to."
    principle = (
        "`autolog` stays on for the session, and opens a run for each training where none is "
        "active. `autolog(disable=True)` turns it off."
    )
    hint = "What did `autolog` change: a run, or the library?"
    docs = "https://mlflow.org/docs/latest/ml/tracking/autolog/"
    seen = "https://github.com/mlflow/mlflow/issues/7814"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.sklearn.autolog()
            model.fit(X, y)
            mlflow.sklearn.autolog(disable=True)
            final.fit(X_all, y_all)
            """,
            after="""
            import mlflow
            mlflow.sklearn.autolog()
            model.fit(X, y)
            mlflow.end_run()
            final.fit(X_all, y_all)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.autolog(log_models=False)
            search.fit(X, y)
            mf.autolog(disable=True)
            best.fit(X_all, y_all)
            """,
            after="""
            import mlflow as mf
            mf.autolog(log_models=False)
            search.fit(X, y)
            mf.end_run()
            best.fit(X_all, y_all)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.autolog(disable=False)
            mlflow.sklearn.autolog(disable=True)
            """
        ),
        Leaves("tracker.autolog(disable=True)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        name = self.qualified_name(node.func) or ""
        disable = argument(node, "disable")
        if not re.fullmatch(r"mlflow\.(\w+\.)?autolog", name) or len(node.args) != 1:
            return
        if disable is None or not isinstance(disable.value, cst.Name):
            return
        module = self._mlflow(node.func)
        if disable.value.value == "True" and module is not None and self._was_on(node):
            call = without_argument(node, disable)
            yield call.with_changes(func=cst.Attribute(module, cst.Name("end_run")))

    def _mlflow(self, func: cst.BaseExpression) -> cst.BaseExpression | None:
        """The module `mlflow` in `mlflow.sklearn.autolog`."""
        while isinstance(func, cst.Attribute):
            func = func.value
            if self.qualified_name(func) == "mlflow":
                return func
        return None

    def _was_on(self, node: cst.Call) -> bool:
        """Whether autologging was turned on before, and something is trained after."""
        line = self.program.lines(node)[0]
        on = after = False
        for call in self.program.calls:
            name = self.qualified_name(call.func) or ""
            earlier = self.program.lines(call)[0] < line
            on = on or (earlier and name.startswith("mlflow.") and name.endswith("autolog"))
            is_fit = isinstance(call.func, cst.Attribute) and call.func.attr.value == "fit"
            after = after or (not earlier and is_fit)
        return on and after
