"""Saves the model with `save_model` inside a run and leaves it there.

`save_model` writes a folder on this machine. The run shows parameters and metrics and no model;
nothing raises.
"""

import re
from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, rename_method

LOGGING = {f"mlflow.{flavor}.log_model" for flavor in ("lightgbm", "pyfunc", "sklearn", "xgboost")}
KNOWN = {
    "artifact_path",
    "artifacts",
    "input_example",
    "lgb_model",
    "name",
    "pip_requirements",
    "python_model",
    "signature",
    "sk_model",
}
"""Arguments that both functions have, with `path` for the name."""
NEEDING = r"mlflow\.(register_model|evaluate|models\.evaluate|pyfunc\.spark_udf|\w+\.load_model)"


class SaveModelForLogModel(Mutator):
    id = "save-model-for-log-model"
    title = "save_model within a run"
    misconception = "A model that is saved while a run is active belongs to that run."
    principle = (
        "`save_model` writes to a local path and knows no run. `log_model` stores the model "
        "with the run, in the tracking store, and can register it."
    )
    hint = "Where is the model after this call: on this machine, or with the run?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.sklearn.html#mlflow.sklearn.save_model"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            with mlflow.start_run():
                mlflow.sklearn.log_model(model, name="model", signature=signature)
            """,
            after="""
            import mlflow
            with mlflow.start_run():
                mlflow.sklearn.save_model(model, path="model", signature=signature)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run():
                mf.pyfunc.log_model(
                    artifact_path="flagger",
                    python_model=Flagger(),
                    input_example=X.head(2),
                )
            """,
            after="""
            import mlflow as mf
            with mf.start_run():
                mf.pyfunc.save_model(
                    path="flagger",
                    python_model=Flagger(),
                    input_example=X.head(2),
                )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            with mlflow.start_run():
                info = mlflow.sklearn.log_model(model, name="model")
            """
        ),
        Leaves(
            """
            import mlflow
            with mlflow.start_run() as run:
                mlflow.sklearn.log_model(model, name="model")
            loaded = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
            """
        ),
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
            """
        ),
        Leaves('tracker.sklearn.log_model(model, name="model")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (self.qualified_name(node.func) or "") not in LOGGING or self._is_needed(node):
            return
        path = argument(node, "name") or argument(node, "artifact_path")
        given = {arg.keyword.value for arg in node.args if arg.keyword is not None}
        call = rename_method(node, "save_model")
        if path is None or path.keyword is None or call is None or not given <= KNOWN:
            return
        named = path.with_changes(keyword=path.keyword.with_changes(value="path"))
        yield call.with_changes(args=[named if arg is path else arg for arg in call.args])

    def _is_needed(self, node: cst.Call) -> bool:
        """Whether the program goes on with what `log_model` returns, or with the logged model."""
        if not isinstance(self.program.parent(node), cst.Expr):
            return True
        return any(
            re.fullmatch(NEEDING, self.qualified_name(call.func) or "")
            for call in self.program.calls
            if not self.program.module.code_for_node(call.func).startswith("_")
        )
