"""Gives a key and a value to `mlflow.log_params`.

The plural wants a dict. Here it gets the key in the dict's place, asks it for its items, and ends
in "'str' object has no attribute 'items'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class LogParamsForLogParam(Mutator):
    id = "log-params-for-log-param"
    title = "A key and a value given to log_params"
    misconception = "`log_params` also logs a single parameter, given as a key and a value."
    principle = (
        "`mlflow.log_params` takes one dict from names to values. A single key with its value goes "
        "to `mlflow.log_param`."
    )
    hint = "Which of the two functions takes a name and a value, and which takes a mapping?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_param"
    breaks = Raises("AttributeError", match="'str' object has no attribute 'items'")
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.log_param("model_type", "LogisticRegression")
            """,
            after="""
            import mlflow
            mlflow.log_params("model_type", "LogisticRegression")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run():
                mf.log_param(f"depth_{i}", depth)
            """,
            after="""
            import mlflow as mf
            with mf.start_run():
                mf.log_params(f"depth_{i}", depth)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_param(key="C", value=0.5)
            """
        ),
        Leaves(
            """
            from mlflow import MlflowClient
            MlflowClient().log_param(run_id, "C", 0.5)
            """
        ),
        Leaves("trial.log_param('C', 0.5)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        # `key=` would be refused as an unknown keyword, before anything is asked for its items.
        if (
            self.calls(node, "mlflow.log_param")
            and len(node.args) == 2
            and not any(arg.keyword or arg.star for arg in node.args)
        ):
            call = rename_method(node, "log_params")
            if call is not None:
                yield call
